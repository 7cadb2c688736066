"""Drives say and Tally."""

import threading


def says(student, text, times):
    return student.say(text, times)


def two_adders(student):
    tally = student.Tally()
    threads = [threading.Thread(target=tally.add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally.value

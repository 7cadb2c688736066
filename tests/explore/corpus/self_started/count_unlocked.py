"""The loop of the course notes: two threads add to a global.

counted: lost-update
counted_twice: lost-update
"""

import threading


def count(threads, times):
    total = 0

    def add():
        nonlocal total
        for _ in range(times):
            total += 1

    team = [threading.Thread(target=add) for _ in range(threads)]
    for thread in team:
        thread.start()
    for thread in team:
        thread.join()
    return total

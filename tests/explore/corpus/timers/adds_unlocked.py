"""The timer's thread is a thread like any other.

tick_beside_add: lost-update
"""

import threading

total = {"n": 0}


def add():
    total["n"] += 1


def total_of_two():
    timer = threading.Timer(0.5, add)
    timer.start()
    add()
    timer.join()
    return total["n"]

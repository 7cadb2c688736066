"""The timer's thread takes the lock too.

tick_beside_add: nothing
"""

import threading

lock = threading.Lock()
total = {"n": 0}


def add():
    with lock:
        total["n"] += 1


def total_of_two():
    timer = threading.Timer(0.5, add)
    timer.start()
    add()
    timer.join()
    return total["n"]

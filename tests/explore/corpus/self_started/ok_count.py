"""A lock, and every thread joined.

counted: nothing
counted_twice: nothing
"""

import threading


def count(threads, times):
    lock = threading.Lock()
    total = 0

    def add():
        nonlocal total
        for _ in range(times):
            with lock:
                total += 1

    team = [threading.Thread(target=add) for _ in range(threads)]
    for thread in team:
        thread.start()
    for thread in team:
        thread.join()
    return total

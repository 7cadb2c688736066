"""Count and lock are both variables of an enclosing function.

two_increments: nothing
two_counters: nothing
"""

import threading


def Counter():
    total = 0
    lock = threading.Lock()

    class Handle:
        def increment(self, n=1):
            nonlocal total
            with lock:
                total += n

        value = property(lambda self: total)

    return Handle()

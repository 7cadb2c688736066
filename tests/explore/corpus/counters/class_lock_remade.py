"""The lock belongs to the class, and each new counter replaces it.

another_is_made: lost-update
two_increments: nothing
"""

import threading


class Counter:
    lock = None

    def __init__(self):
        Counter.lock = threading.Lock()
        self.value = 0

    def increment(self, n=1):
        with Counter.lock:
            self.value += n

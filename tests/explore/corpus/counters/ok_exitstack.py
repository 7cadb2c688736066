"""The lock goes on an ExitStack.

two_increments: nothing
bad_amount: nothing
"""

import threading
from contextlib import ExitStack


class Counter:
    def __init__(self):
        self.locks = [threading.Lock(), threading.RLock()]
        self.value = 0

    def increment(self, n=1):
        with ExitStack() as stack:
            for lock in self.locks:
                stack.enter_context(lock)
            self.value += n

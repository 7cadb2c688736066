"""Two semaphores and a deque, whose ends are atomic.

one_each: nothing
in_order: nothing
two_getters: nothing
two_putters: nothing
full: nothing
"""

from collections import deque
from threading import Semaphore


class BoundedBuffer:
    def __init__(self, capacity):
        self.items = deque()
        self.room = Semaphore(capacity)
        self.filled = Semaphore(0)

    def put(self, x, timeout=None):
        if not self.room.acquire(timeout=timeout):
            raise TimeoutError
        self.items.append(x)
        self.filled.release()

    def get(self):
        self.filled.acquire()
        x = self.items.popleft()
        self.room.release()
        return x

"""When the second lock is taken, the transfer silently does not happen.

opposite: not-moved
"""

import threading


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.Lock()


def transfer(src, dst, amount):
    with src.lock:
        if dst.lock.acquire(blocking=False):
            try:
                src.balance -= amount
                dst.balance += amount
            finally:
                dst.lock.release()

"""Waits a little for the second lock, and starts again when it does not come.

opposite: nothing
"""

import threading


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.Lock()


def attempt(src, dst, amount):
    with src.lock:
        if not dst.lock.acquire(timeout=0.05):
            return False
        try:
            src.balance -= amount
            dst.balance += amount
        finally:
            dst.lock.release()
        return True


def transfer(src, dst, amount):
    while not attempt(src, dst, amount):
        pass

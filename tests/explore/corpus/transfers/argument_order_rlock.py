"""An RLock heals the transfer to oneself, not the crossing.

opposite: deadlock
to_itself: nothing
"""

from threading import RLock


class Account:
    def __init__(self, balance):
        self.balance, self.lock = balance, RLock()


def transfer(src, dst, amount):
    with src.lock, dst.lock:
        src.balance -= amount
        dst.balance += amount

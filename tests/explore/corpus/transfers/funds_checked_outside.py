"""The funds are checked before the lock is taken.

both_want_it_all: overdrawn
opposite: nothing
"""

import threading

lock = threading.Lock()


class InsufficientFunds(Exception):
    pass


class Account:
    def __init__(self, balance):
        self.balance = balance


def transfer(src, dst, amount):
    if src.balance < amount:
        raise InsufficientFunds(src.balance)
    with lock:
        src.balance -= amount
        dst.balance += amount

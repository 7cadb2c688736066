"""Takes the two locks in the order of the arguments.

opposite: deadlock
ring: deadlock
to_itself: deadlock
both_want_it_all: nothing
"""

import threading


class InsufficientFunds(Exception):
    pass


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.Lock()


def transfer(src, dst, amount):
    with src.lock:
        with dst.lock:
            if src.balance < amount:
                raise InsufficientFunds
            src.balance -= amount
            dst.balance += amount

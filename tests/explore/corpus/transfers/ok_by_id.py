"""Locks in the order of `id`.

opposite: nothing
ring: nothing
to_itself: nothing
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
    if src is dst:
        return
    first, second = (src, dst) if id(src) < id(dst) else (dst, src)
    with first.lock:
        with second.lock:
            if src.balance < amount:
                raise InsufficientFunds
            src.balance -= amount
            dst.balance += amount

"""Each half is locked, and in between the money is nowhere."""

import itertools
import threading
from contextlib import ExitStack

_numbers = itertools.count()


class InsufficientFunds(Exception):
    pass


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.Lock()
        self.number = next(_numbers)


def transfer(src, dst, amount):
    with src.lock:
        if src.balance < amount:
            raise InsufficientFunds
        src.balance -= amount
    with dst.lock:
        dst.balance += amount


def total(accounts):
    with ExitStack() as held:
        for account in sorted(accounts, key=lambda account: account.number):
            held.enter_context(account.lock)
        return sum(account.balance for account in accounts)

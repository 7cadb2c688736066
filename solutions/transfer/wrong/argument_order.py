"""Nested locks in the order of the arguments."""

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
    if src is dst:
        return
    with src.lock, dst.lock:
        if src.balance < amount:
            raise InsufficientFunds
        src.balance -= amount
        dst.balance += amount


def total(accounts):
    with ExitStack() as held:
        for account in sorted(accounts, key=lambda account: account.number):
            held.enter_context(account.lock)
        return sum(account.balance for account in accounts)

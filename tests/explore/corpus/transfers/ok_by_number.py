"""Locks in the order of the account numbers.

opposite: nothing
ring: nothing
to_itself: nothing
audit: nothing
both_want_it_all: nothing
too_much: nothing
"""

import itertools
import threading
from contextlib import ExitStack


class InsufficientFunds(Exception):
    pass


class Account:
    numbers = itertools.count()

    def __init__(self, balance):
        self.balance = balance
        self.number = next(Account.numbers)
        self.lock = threading.RLock()


def locked(accounts):
    stack = ExitStack()
    for account in sorted(accounts, key=lambda a: a.number):
        stack.enter_context(account.lock)
    return stack


def transfer(src, dst, amount):
    with locked([src, dst]):
        if src.balance < amount:
            raise InsufficientFunds(f"{src.balance} < {amount}")
        src.balance -= amount
        dst.balance += amount


def total(accounts):
    with locked(accounts):
        return sum(account.balance for account in accounts)

"""acquire and release without `finally`: an error keeps the locks for ever."""

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
    first, second = sorted([src, dst], key=lambda account: account.number)
    first.lock.acquire()
    second.lock.acquire()
    if src.balance < amount:
        raise InsufficientFunds
    src.balance -= amount
    dst.balance += amount
    second.lock.release()
    first.lock.release()


def total(accounts):
    with ExitStack() as held:
        for account in sorted(accounts, key=lambda account: account.number):
            held.enter_context(account.lock)
        return sum(account.balance for account in accounts)

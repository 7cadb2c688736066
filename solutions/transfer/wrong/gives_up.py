"""Gives up silently when a lock is not free."""

import itertools
import threading
from contextlib import ExitStack

_numbers = itertools.count()


class InsufficientFunds(Exception):
    pass


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.RLock()
        self.number = next(_numbers)


def transfer(src, dst, amount):
    if not src.lock.acquire(blocking=False):
        return
    try:
        if not dst.lock.acquire(blocking=False):
            return
        try:
            if src.balance < amount:
                raise InsufficientFunds
            src.balance -= amount
            dst.balance += amount
        finally:
            dst.lock.release()
    finally:
        src.lock.release()


def total(accounts):
    with ExitStack() as held:
        for account in sorted(accounts, key=lambda account: account.number):
            held.enter_context(account.lock)
        return sum(account.balance for account in accounts)

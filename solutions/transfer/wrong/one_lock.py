"""Only the source is locked."""

import threading
from contextlib import ExitStack


class InsufficientFunds(Exception):
    pass


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.Lock()


def transfer(src, dst, amount):
    with src.lock:
        if src.balance < amount:
            raise InsufficientFunds
        src.balance -= amount
        dst.balance += amount


def total(accounts):
    with ExitStack() as held:
        for account in sorted(accounts, key=id):
            held.enter_context(account.lock)
        return sum(account.balance for account in accounts)

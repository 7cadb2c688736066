"""One lock for the bank.

opposite: nothing
ring: nothing
audit: nothing
both_want_it_all: nothing
"""

import threading

bank = threading.Lock()


class InsufficientFunds(Exception):
    def __init__(self, missing):
        super().__init__(f"{missing} missing")


class Account:
    def __init__(self, balance):
        self.balance = balance


def transfer(src, dst, amount):
    with bank:
        missing = amount - src.balance
        if missing > 0:
            raise InsufficientFunds(missing)
        src.balance -= amount
        dst.balance += amount


def total(accounts):
    with bank:
        return sum(account.balance for account in accounts)

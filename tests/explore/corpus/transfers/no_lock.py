"""No lock anywhere.

opposite: lost-update
both_want_it_all: overdrawn, lost-update
audit: money-missing
"""


class InsufficientFunds(Exception):
    pass


class Account:
    def __init__(self, balance):
        self.balance = balance


def transfer(src, dst, amount):
    if src.balance < amount:
        raise InsufficientFunds
    src.balance -= amount
    dst.balance += amount


def total(accounts):
    return sum([a.balance for a in accounts])

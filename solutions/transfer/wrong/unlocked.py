"""No lock at all."""


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
    return sum(account.balance for account in accounts)

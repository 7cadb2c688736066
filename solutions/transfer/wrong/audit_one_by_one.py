"""total() locks one account after the other."""

import itertools
import threading

_numbers = itertools.count()


class InsufficientFunds(Exception):
    pass


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.RLock()
        self.number = next(_numbers)


def transfer(src, dst, amount):
    first, second = sorted([src, dst], key=lambda account: account.number)
    with first.lock, second.lock:
        if src.balance < amount:
            raise InsufficientFunds
        src.balance -= amount
        dst.balance += amount


def total(accounts):
    money = 0
    for account in accounts:
        with account.lock:
            money += account.balance
    return money

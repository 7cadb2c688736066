"""Another style: one lock for the whole bank. Simple and right; transfers queue up."""

import threading

_bank = threading.RLock()


class InsufficientFunds(Exception):
    pass


class Account:
    def __init__(self, balance):
        self._balance = balance

    @property
    def balance(self):
        with _bank:
            return self._balance

    def deposit(self, amount):
        with _bank:
            self._balance += amount

    def withdraw(self, amount):
        with _bank:
            if self.balance < amount:
                raise InsufficientFunds(amount)
            self._balance -= amount


def transfer(src, dst, amount):
    with _bank:
        src.withdraw(amount)
        dst.deposit(amount)


def total(accounts):
    with _bank:
        return sum(a.balance for a in accounts)

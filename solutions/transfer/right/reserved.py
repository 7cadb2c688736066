"""Another style: no lock an account; accounts in use are reserved under one condition."""

import threading


class InsufficientFunds(Exception):
    pass


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.reserved = False


class _Reservation:
    """Reserves all accounts at once or none, so nobody ever holds one and waits for another."""

    condition = threading.Condition()

    def __init__(self, *accounts):
        self.accounts = accounts

    def __enter__(self):
        with self.condition:
            self.condition.wait_for(lambda: not any(a.reserved for a in self.accounts))
            for account in self.accounts:
                account.reserved = True

    def __exit__(self, *exc_info):
        with self.condition:
            for account in self.accounts:
                account.reserved = False
            self.condition.notify_all()


def transfer(src, dst, amount):
    with _Reservation(src, dst):
        if src.balance < amount:
            raise InsufficientFunds
        src.balance -= amount
        dst.balance += amount


def total(accounts):
    with _Reservation(*accounts):
        return sum(a.balance for a in accounts)

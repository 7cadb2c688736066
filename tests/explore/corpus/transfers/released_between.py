"""The money is nowhere between debit and credit.

audit: money-missing
opposite: nothing
"""

import threading

lock = threading.Lock()


class Account:
    def __init__(self, balance):
        self.balance = balance


def transfer(src, dst, amount):
    with lock:
        src.balance -= amount
    with lock:
        dst.balance += amount


def total(accounts):
    with lock:
        return sum(account.balance for account in accounts)

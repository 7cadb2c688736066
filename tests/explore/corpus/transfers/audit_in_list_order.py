"""Transfers order their locks, the audit takes them as listed.

audit: deadlock
opposite: nothing
"""

import itertools
import threading
from contextlib import ExitStack

numbers = itertools.count(0, -1)


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.number = next(numbers)
        self.lock = threading.Lock()


def transfer(src, dst, amount):
    first, second = sorted((src, dst), key=lambda account: account.number)
    with first.lock, second.lock:
        src.balance -= amount
        dst.balance += amount


def total(accounts):
    with ExitStack() as stack:
        for account in accounts:
            stack.enter_context(account.lock)
        return sum(account.balance for account in accounts)

"""The audit reads without a lock.

audit: money-missing
"""

import threading

lock = threading.Lock()


class Account:
    def __init__(self, balance):
        self.balance = balance


def transfer(src, dst, amount):
    with lock:
        src.balance -= amount
        dst.balance += amount


def total(accounts):
    result = 0
    for account in accounts:
        result += account.balance
    return result

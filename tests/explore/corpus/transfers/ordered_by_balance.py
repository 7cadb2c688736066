"""Orders the locks by something that changes meanwhile.

opposite: deadlock
"""

import threading


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.Lock()


def transfer(src, dst, amount):
    first, second = sorted([src, dst], key=lambda account: account.balance)
    with first.lock, second.lock:
        src.balance -= amount
        dst.balance += amount

"""Only the account that pays is locked.

opposite: lost-update
"""

import threading


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.Lock()


def transfer(src, dst, amount):
    with src.lock:
        src.balance -= amount
        dst.balance += amount

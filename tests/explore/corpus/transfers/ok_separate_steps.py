"""Debit and credit are locked one after the other; right while nobody audits.

opposite: nothing
ring: nothing
to_itself: nothing
"""

import threading


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.Lock()

    def add(self, amount):
        with self.lock:
            self.balance += amount


def transfer(src, dst, amount):
    src.add(-amount)
    dst.add(amount)

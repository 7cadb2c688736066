"""Raises InsufficientFunds with both locks taken.

too_much: deadlock
opposite: nothing
"""

import threading


class InsufficientFunds(Exception):
    pass


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.Lock()


def transfer(src, dst, amount):
    pair = sorted([src, dst], key=id)
    for account in pair:
        account.lock.acquire()
    if src.balance < amount:
        raise InsufficientFunds
    src.balance -= amount
    dst.balance += amount
    for account in pair:
        account.lock.release()

"""A third lock around the taking of the other two.

opposite: nothing
ring: nothing
"""

import threading

taking = threading.Lock()


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.Lock()


def transfer(src, dst, amount):
    with taking:
        src.lock.acquire()
        dst.lock.acquire()
    try:
        src.balance -= amount
        dst.balance += amount
    finally:
        dst.lock.release()
        src.lock.release()

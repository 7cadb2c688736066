"""Test and subtraction under one lock, with a `match` on the result.

overdraw: nothing
"""

import threading


class Account:
    def __init__(self, balance):
        self.balance = balance
        self._lock = threading.Lock()

    def withdraw(self, amount):
        with self._lock:
            match self.balance - amount:
                case rest if rest >= 0:
                    self.balance = rest
                    return True
                case _:
                    return False

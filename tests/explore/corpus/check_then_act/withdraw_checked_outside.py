"""The test is outside the lock, the subtraction inside.

overdraw: overdrawn
"""

import threading


class Account:
    def __init__(self, balance):
        self.balance = balance
        self._lock = threading.Lock()

    def withdraw(self, amount):
        enough = self.balance >= amount
        if enough:
            with self._lock:
                self.balance = self.balance - amount
        return enough

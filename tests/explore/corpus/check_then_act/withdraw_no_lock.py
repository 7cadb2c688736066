"""Tests the balance and then takes the money.

overdraw: overdrawn, lost-update
"""


class Account:
    def __init__(self, balance):
        self.balance = balance

    def withdraw(self, amount):
        if self.balance < amount:
            return False
        self.balance -= amount
        return True

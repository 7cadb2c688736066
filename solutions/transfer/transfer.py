"""Reference: one lock an account, always taken in the order of the accounts' numbers."""

import itertools
import threading
from contextlib import ExitStack, contextmanager

_numbers = itertools.count()


class InsufficientFunds(Exception):
    """The account does not hold that much money."""


class Account:
    """An account that holds ``balance``; read and change it only while holding ``lock``."""

    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.Lock()
        # The number never changes, so it puts all accounts of the program in one order.
        self.number = next(_numbers)


@contextmanager
def holding(accounts):
    """Hold the locks of all ``accounts``, taken in the order of their numbers.

    Since every thread takes them in this order, a thread only ever waits for locks with
    higher numbers than those it holds. So no circle of waiting threads can close.
    """
    # By number: an account that is given twice is locked once.
    distinct = {account.number: account for account in accounts}
    with ExitStack() as held:
        for number in sorted(distinct):
            held.enter_context(distinct[number].lock)
        yield
    # ExitStack releases whatever it has entered, also when something was raised.


def transfer(src, dst, amount):
    """Move ``amount`` from ``src`` to ``dst``, or raise InsufficientFunds and change nothing."""
    with holding([src, dst]):
        # The look and the change are under the same locks: nobody comes between them.
        if src.balance < amount:
            raise InsufficientFunds(f"{amount} is more than {src.balance}")
        src.balance -= amount
        dst.balance += amount


def total(accounts):
    """Sum of the balances at one moment: all locks are held while it is taken."""
    accounts = list(accounts)
    with holding(accounts):
        return sum(account.balance for account in accounts)

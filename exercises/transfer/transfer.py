"""Move money between accounts, from many threads at once.

Mend it: this works in one thread, and loses money in two.
"""


class InsufficientFunds(Exception):
    """The account does not hold that much money."""


class Account:
    """An account that holds ``balance``.

    TODO: what must a thread hold while it reads or changes the balance?
    """

    def __init__(self, balance):
        self.balance = balance


def transfer(src, dst, amount):
    """Move ``amount`` from ``src`` to ``dst``.

    Raises:
        InsufficientFunds: ``src`` holds less than that; nothing has changed.

    TODO: no other thread may come between these lines, and two transfers in opposite
    directions may not wait for each other for ever.
    """
    if src.balance < amount:
        raise InsufficientFunds(f"{amount} is more than there is")
    src.balance -= amount
    dst.balance += amount


def total(accounts):
    """Sum of the balances of ``accounts``, as of one moment.

    TODO: money that is on its way between two of the accounts is missing here.
    """
    return sum(account.balance for account in accounts)


if __name__ == "__main__":
    a, b = Account(10), Account(0)
    transfer(a, b, 4)
    print(total([a]), total([b]), total([a, b]))  # 6 4 10

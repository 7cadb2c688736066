"""Another style: re-entrant locks, nested in the order of id()."""

import dataclasses
import threading


class InsufficientFunds(ValueError):
    pass


@dataclasses.dataclass(eq=False)
class Account:
    balance: int
    lock: threading.RLock = dataclasses.field(default_factory=threading.RLock, repr=False)


def transfer(src, dst, amount):
    first, second = (src, dst) if id(src) < id(dst) else (dst, src)
    first.lock.acquire()
    try:
        second.lock.acquire()
        try:
            if amount > src.balance:
                raise InsufficientFunds(f"{src.balance} < {amount}")
            src.balance -= amount
            dst.balance += amount
        finally:
            second.lock.release()
    finally:
        first.lock.release()


def total(accounts):
    return _sum(sorted(accounts, key=id))


def _sum(accounts):
    if not accounts:
        return 0
    with accounts[0].lock:
        return accounts[0].balance + _sum(accounts[1:])

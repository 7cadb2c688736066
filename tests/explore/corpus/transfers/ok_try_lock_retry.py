"""Takes the first lock, tries the second, and lets go of both to start again.

opposite: nothing
"""

import threading
import time


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.Lock()


def transfer(src, dst, amount):
    while True:
        with src.lock:
            if dst.lock.acquire(blocking=False):
                try:
                    src.balance -= amount
                    dst.balance += amount
                    return
                finally:
                    dst.lock.release()
        time.sleep(0.01)

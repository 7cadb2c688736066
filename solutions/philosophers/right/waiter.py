"""Another style: no forks, a waiter who lets a philosopher eat when no neighbour does."""

import threading
from concurrent.futures import ThreadPoolExecutor


class Waiter:
    def __init__(self, seats):
        self.eating = [False] * seats
        self.changed = threading.Condition()

    def free(self, seat):
        return not (self.eating[seat - 1] or self.eating[(seat + 1) % len(self.eating)])

    def serve(self, seat, action):
        with self.changed:
            self.changed.wait_for(lambda: self.free(seat))
            self.eating[seat] = True
        try:
            action()
        finally:
            with self.changed:
                self.eating[seat] = False
                self.changed.notify_all()


def dine(names, meals, eat):
    if not names:
        return
    waiter = Waiter(len(names))

    def philosopher(seat):
        for _ in range(meals):
            waiter.serve(seat, lambda: eat(names[seat]))

    with ThreadPoolExecutor(len(names)) as pool:
        for dinner in [pool.submit(philosopher, seat) for seat in range(len(names))]:
            dinner.result()

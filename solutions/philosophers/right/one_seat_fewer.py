"""Another style: left first, but one philosopher fewer than seats may reach for forks."""

import threading
from contextlib import ExitStack


class Philosopher(threading.Thread):
    def __init__(self, name, meals, eat, forks, chairs):
        super().__init__()
        self.guest, self.meals, self.eat = name, meals, eat
        self.forks, self.chairs = forks, chairs
        self.error = None

    def run(self):
        try:
            for _ in range(self.meals):
                with ExitStack() as stack:
                    stack.enter_context(self.chairs)
                    for fork in self.forks:
                        stack.enter_context(fork)
                    self.eat(self.guest)
        except Exception as error:
            self.error = error


def dine(names, meals, eat):
    count = len(names)
    forks = [threading.RLock() for _ in range(count)]
    chairs = threading.Semaphore(max(1, count - 1))
    table = [
        Philosopher(name, meals, eat, [forks[i], forks[(i + 1) % count]], chairs)
        for i, name in enumerate(names)
    ]
    for philosopher in table:
        philosopher.start()
    for philosopher in table:
        philosopher.join()
    for philosopher in table:
        if philosopher.error:
            raise philosopher.error

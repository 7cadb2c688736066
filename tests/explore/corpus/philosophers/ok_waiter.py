"""A waiter lets all but one sit down.

two: nothing
three: nothing
"""

import threading
from concurrent.futures import ThreadPoolExecutor


def dine(names, meals, eat):
    forks = [threading.Lock() for _ in names]
    waiter = threading.Semaphore(max(1, len(names) - 1))

    def live(i):
        for _ in range(meals):
            with waiter, forks[i], forks[i - 1]:
                eat(names[i])

    with ThreadPoolExecutor(len(names)) as pool:
        list(pool.map(live, range(len(names))))

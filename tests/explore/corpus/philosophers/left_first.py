"""Everybody takes the left fork first.

two: deadlock
three: deadlock
"""

import threading


def dine(names, meals, eat):
    forks = [threading.Lock() for _ in names]

    def live(i):
        left, right = forks[i], forks[(i + 1) % len(forks)]
        for _ in range(meals):
            with left:
                with right:
                    eat(names[i])

    threads = [threading.Thread(target=live, args=(i,)) for i in range(len(names))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

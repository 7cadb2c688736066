"""Gives up when a fork is not free."""

import threading


def dine(names, meals, eat):
    forks = [threading.Lock() for _ in names]
    errors = []

    def philosopher(seat, name):
        first, second = sorted((seat, (seat + 1) % len(names)))
        try:
            for _ in range(meals):
                meal(name, forks[first], forks[second])
        except Exception as error:
            errors.append(error)

    def meal(name, first, second):
        if first is second:
            with first:
                eat(name)
            return
        if first.acquire(blocking=False):
            try:
                if second.acquire(blocking=False):
                    try:
                        eat(name)
                    finally:
                        second.release()
            finally:
                first.release()

    threads = [
        threading.Thread(target=philosopher, args=(seat, name)) for seat, name in enumerate(names)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]

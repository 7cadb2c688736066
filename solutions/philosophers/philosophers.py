"""Reference: a lock for each fork, taken in the order of the forks' numbers."""

import threading


def dine(names, meals, eat):
    """Let each of ``names`` call ``eat(name)`` ``meals`` times, in a thread of its own."""
    forks = [threading.Lock() for _ in names]
    errors = []

    def philosopher(seat, name):
        # The lower number first. All but the last take left, then right; the last one takes
        # right (fork 0), then left. So they can't all hold one fork and wait in a circle.
        low, high = sorted((seat, (seat + 1) % len(names)))
        try:
            for _ in range(meals):
                with forks[low]:
                    if low == high:  # alone at the table: there is only one fork
                        eat(name)
                    else:
                        with forks[high]:
                            eat(name)
        except BaseException as error:
            # `with` has put the forks back; the error itself would be lost with the thread.
            errors.append(error)

    threads = [
        threading.Thread(target=philosopher, args=(seat, name), name=name)
        for seat, name in enumerate(names)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]

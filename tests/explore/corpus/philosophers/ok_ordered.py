"""The fork with the lower number first.

two: nothing
three: nothing
one: nothing
four: nothing
"""

import threading


def dine(names, meals, eat):
    n = len(names)
    forks = [threading.RLock() for _ in range(n)]

    def live(i):
        low, high = sorted((i, (i + 1) % n))
        for _ in range(meals):
            with forks[low], forks[high]:
                eat(names[i])

    people = [threading.Thread(target=live, args=(i,), name=names[i]) for i in range(n)]
    for person in people:
        person.start()
    for person in people:
        person.join()

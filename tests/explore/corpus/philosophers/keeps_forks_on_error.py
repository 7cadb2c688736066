"""A meal that raises leaves the forks on the plate.

spoiled: deadlock
two: nothing
allows: died
"""

import threading


def dine(names, meals, eat):
    forks = [threading.Lock() for _ in names]

    def live(i):
        first, second = sorted((i, (i + 1) % len(names)))
        for _ in range(meals):
            forks[first].acquire()
            forks[second].acquire()
            eat(names[i])
            forks[second].release()
            forks[first].release()

    people = [threading.Thread(target=live, args=(i,)) for i in range(len(names))]
    for person in people:
        person.start()
    for person in people:
        person.join()

"""Who does not get the second fork goes hungry.

two: meals-missing
"""

import threading


class Philosopher(threading.Thread):
    def __init__(self, name, left, right, meals, eat):
        super().__init__(name=name)
        self.left, self.right, self.meals, self.eat = left, right, meals, eat

    def run(self):
        for _ in range(self.meals):
            with self.left:
                if self.right.acquire(blocking=False):
                    self.eat(self.name)
                    self.right.release()


def dine(names, meals, eat):
    forks = [threading.Lock() for _ in names]
    people = [
        Philosopher(name, forks[i], forks[i - 1], meals, eat) for i, name in enumerate(names)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()

"""One condition; a philosopher eats when neither neighbour does.

two: nothing
two_twice: nothing
three: nothing
spoiled: nothing
allows: died
"""

import threading


class Table:
    def __init__(self, names):
        self.names = names
        self.eating = set()
        self.changed = threading.Condition()

    def neighbours(self, i):
        return {i - 1 if i else len(self.names) - 1, (i + 1) % len(self.names)}

    def sit(self, i):
        with self.changed:
            while self.neighbours(i) & self.eating:
                self.changed.wait()
            self.eating.add(i)

    def leave(self, i):
        with self.changed:
            self.eating.discard(i)
            self.changed.notify_all()


def dine(names, meals, eat):
    table = Table(names)

    def live(i):
        for _ in range(meals):
            table.sit(i)
            try:
                eat(names[i])
            finally:
                table.leave(i)

    people = [threading.Thread(target=live, args=(i,)) for i in range(len(names))]
    for person in people:
        person.start()
    for person in people:
        person.join()

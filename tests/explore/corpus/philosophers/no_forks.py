"""Nobody takes a fork.

two: neighbours-eat
"""

from threading import Thread


def dine(names, meals, eat):
    def live(name):
        for _ in range(meals):
            eat(name)

    people = [Thread(target=live, args=(name,)) for name in names]
    [person.start() for person in people]
    [person.join() for person in people]

"""The last philosopher is left-handed.

two: nothing
three: nothing
"""

import threading


def live(name, forks, meals, eat):
    first, second = forks
    for _ in range(meals):
        with first, second:
            eat(name)


def dine(names, meals, eat):
    forks = [threading.Lock() for _ in names]
    people = []
    for i, name in enumerate(names):
        hands = [forks[i], forks[(i + 1) % len(forks)]]
        if i == len(names) - 1:
            hands.reverse()
        people.append(threading.Thread(target=live, args=(name, hands, meals, eat)))
    for person in people:
        person.start()
    for person in people:
        person.join()

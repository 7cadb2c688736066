"""A fork is a bool: looked at, then taken.

two: neighbours-eat
"""

import threading
import time


def dine(names, meals, eat):
    used = [False] * len(names)

    def live(i):
        left, right = sorted({i, (i + 1) % len(names)})
        for _ in range(meals):
            while used[left] or used[right]:
                time.sleep(0.001)
            used[left] = used[right] = True
            eat(names[i])
            used[left] = used[right] = False

    people = [threading.Thread(target=live, args=(i,)) for i in range(len(names))]
    for person in people:
        person.start()
    for person in people:
        person.join()

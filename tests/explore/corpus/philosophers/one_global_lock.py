"""One lock for the table: nobody ever eats beside anybody.

four: never-together
two: nothing
"""

import threading


def dine(names, meals, eat):
    table = threading.Lock()

    def live(name):
        for _ in range(meals):
            with table:
                eat(name)

    threads = [threading.Thread(target=live, args=[name]) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

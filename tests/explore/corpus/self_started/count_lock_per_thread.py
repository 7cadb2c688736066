"""Each thread has its own lock.

counted: lost-update
"""

import threading


class Adder(threading.Thread):
    total = 0

    def __init__(self, times):
        threading.Thread.__init__(self)
        self.times = times
        self.lock = threading.Lock()

    def run(self):
        for _ in range(self.times):
            with self.lock:
                Adder.total += 1


def count(threads, times):
    team = [Adder(times) for _ in range(threads)]
    for thread in team:
        thread.start()
    for thread in team:
        thread.join()
    return Adder.total

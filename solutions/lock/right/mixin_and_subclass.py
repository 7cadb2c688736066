"""The lock comes from a mixin, the threads are a subclass of Thread."""

import threading


class Locked:
    def __init__(self):
        super().__init__()
        self.lock = threading.Lock()


class Counter(Locked):
    def __init__(self):
        super().__init__()
        self.value = 0

    def add(self, n=1):
        with self.lock:
            value = self.value
            value = value + n
            self.value = value


class Adder(threading.Thread):
    def __init__(self, counter, times):
        super().__init__()
        self.counter = counter
        self.times = times

    def run(self):
        for _ in range(self.times):
            self.counter.add(1)


def count(threads, times):
    counter = Counter()
    adders = [Adder(counter, times) for _ in range(threads)]
    for adder in adders:
        adder.start()
    for adder in adders:
        adder.join()
    return counter.value

import threading


class Counter:
    def __init__(self):
        self.value = 0
        self.lock = threading.Lock()

    def add(self, n=1):
        with self.lock:
            self.value += n


def count(threads, times):
    counter = Counter()

    def add_all():
        for _ in range(times):
            counter.add(1)

    for _ in range(threads):
        worker = threading.Thread(target=add_all)
        worker.start()
        worker.join()
    return counter.value

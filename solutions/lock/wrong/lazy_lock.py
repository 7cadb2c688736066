import threading


class Counter:
    def __init__(self):
        self.value = 0
        self.lock = None

    def add(self, n=1):
        if self.lock is None:
            self.lock = threading.Lock()
        with self.lock:
            self.value += n


def count(threads, times):
    counter = Counter()

    def add_all():
        for _ in range(times):
            counter.add(1)

    workers = [threading.Thread(target=add_all) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value

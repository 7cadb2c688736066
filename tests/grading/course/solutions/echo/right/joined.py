import threading


def say(text, times=1):
    if times < 0:
        raise ValueError("negative")
    return "".join(text for _ in range(times))


class Tally:
    def __init__(self):
        self.ones = []
        self.lock = threading.RLock()

    @property
    def value(self):
        return len(self.ones)

    def add(self):
        self.lock.acquire()
        try:
            self.ones.append(1)
        finally:
            self.lock.release()

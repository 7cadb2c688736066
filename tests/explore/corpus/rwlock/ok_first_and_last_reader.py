"""The first reader takes the writers' lock and the last one gives it back.

readers_together: nothing
reader_and_writer: nothing
two_writers: nothing
reader_raises: nothing
"""

import threading


class Read:
    def __init__(self, owner):
        self.owner = owner

    def __enter__(self):
        owner = self.owner
        with owner.counting:
            owner.readers += 1
            if owner.readers == 1:
                owner.room.acquire()

    def __exit__(self, *exc):
        owner = self.owner
        with owner.counting:
            owner.readers -= 1
            if owner.readers == 0:
                owner.room.release()


class ReadWriteLock:
    def __init__(self):
        self.counting = threading.Lock()
        self.room = threading.Lock()
        self.readers = 0

    def read(self):
        return Read(self)

    def write(self):
        return self.room

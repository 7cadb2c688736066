"""The first reader clears the event for the second.

two_readers: deadlock
publish: nothing
"""

import threading


class Board:
    def __init__(self):
        self.ready = threading.Event()

    def publish(self, text):
        self.text = text
        self.ready.set()

    def read(self):
        self.ready.wait()
        self.ready.clear()
        return self.text

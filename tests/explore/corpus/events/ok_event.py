"""The value first, then the event.

publish: nothing
two_readers: nothing
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
        return self.text

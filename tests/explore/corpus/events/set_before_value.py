"""Sets the event before the value is there.

publish: too-early
"""

import threading


class Board:
    def __init__(self):
        self.ready = threading.Event()
        self.text = None

    def publish(self, text):
        self.ready.set()
        self.text = text

    def read(self):
        self.ready.wait()
        return self.text

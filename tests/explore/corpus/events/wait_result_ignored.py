"""Waits a second, and does not look whether the event came.

publish: crash
publish(timeouts=late): nothing
"""

import threading


class Board:
    def __init__(self):
        self.ready = threading.Event()

    def publish(self, text):
        self.text = text
        self.ready.set()

    def read(self):
        self.ready.wait(1.0)
        return self.text

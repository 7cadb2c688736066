"""Waits for a notification that may have come before.

publish: deadlock
two_readers: deadlock
"""

import threading


class Board:
    def __init__(self):
        self.condition = threading.Condition()
        self.text = None

    def publish(self, text):
        with self.condition:
            self.text = text
            self.condition.notify_all()

    def read(self):
        with self.condition:
            self.condition.wait()
            return self.text

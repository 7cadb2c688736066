"""`notify` wakes one reader; the other sleeps on.

two_readers: deadlock
publish: nothing
"""

import threading


class Board:
    def __init__(self):
        self.condition = threading.Condition()
        self.text = None

    def publish(self, text):
        with self.condition:
            self.text = text
            self.condition.notify()

    def read(self):
        with self.condition:
            while self.text is None:
                self.condition.wait()
            return self.text

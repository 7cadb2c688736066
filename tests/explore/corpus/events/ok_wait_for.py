"""`wait_for` with a lambda.

publish: nothing
two_readers: nothing
"""

import threading


class Board:
    def __init__(self):
        self.condition = threading.Condition(threading.Lock())
        self.texts = []

    def publish(self, text):
        with self.condition:
            self.texts.append(text)
            self.condition.notify_all()

    def read(self):
        with self.condition:
            return self.condition.wait_for(lambda: self.texts and self.texts[-1])

"""A lock around looking and starting.

debounced: nothing
"""

import threading


class Debounce:
    def __init__(self, delay, action):
        self.delay, self.action = delay, action
        self.lock = threading.Lock()
        self.timer = None

    def call(self):
        with self.lock:
            if self.timer is not None:
                return
            self.timer = threading.Timer(self.delay, self.action)
            self.timer.start()

    def finish(self):
        self.timer.join()

"""Two calls both find no timer, and start one each.

debounced: ran-twice
"""

import threading


class Debounce:
    def __init__(self, delay, action):
        self.delay, self.action = delay, action
        self.timer = None
        self.all = []

    def call(self):
        if self.timer is None:
            self.timer = timer = threading.Timer(self.delay, self.action)
            self.all.append(timer)
            timer.start()

    def finish(self):
        for timer in self.all:
            timer.join()

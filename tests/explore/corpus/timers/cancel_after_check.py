"""`cancel` looks whether the job runs; the timer fires after the look.

cancel_or_fire: both
"""

import threading


class Later:
    def __init__(self, delay, action):
        self.action = action
        self.started = False
        self.thread = threading.Timer(delay, self.run)
        self.thread.start()

    def run(self):
        self.started = True
        self.action()

    def cancel(self):
        self.thread.cancel()
        return not self.started

"""Firing and cancelling claim the job under one lock.

cancel_or_fire: nothing
"""

import threading


class Later:
    def __init__(self, delay, action):
        self.action = action
        self.claimed = None
        self.lock = threading.Lock()
        self.thread = threading.Timer(delay, self.run)
        self.thread.start()

    def claim(self, who):
        with self.lock:
            if self.claimed is None:
                self.claimed = who
            return self.claimed == who

    def run(self):
        if self.claim("timer"):
            self.action()

    def cancel(self):
        return self.claim("cancel")

"""Looks at the event before the wait, not after it, and nobody joins.

stop_at_once(timeouts=late): acted-after-stop
"""

import threading


class Ticker:
    def __init__(self, action, interval=3600.0):
        self.action, self.interval = action, interval
        self.stopping = threading.Event()

    def start(self):
        threading.Thread(target=self.run).start()

    def run(self):
        while not self.stopping.is_set():
            self.action()
            self.stopping.wait(self.interval)
            self.action()

    def stop(self):
        self.stopping.set()

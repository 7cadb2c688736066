"""`stop` forgets the thread between another `stop`'s test and its join.

stop_twice_at_once(timeouts=late): crash
"""

import threading


class Ticker:
    def __init__(self, action, interval=3600.0):
        self.action, self.interval = action, interval
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def start(self):
        self.thread.start()

    def run(self):
        self.action()
        while not self.stopping.wait(self.interval):
            self.action()

    def stop(self):
        self.stopping.set()
        if self.thread:
            self.thread.join()
            self.thread = None

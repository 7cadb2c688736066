"""Two starts both find that nothing runs yet.

started_twice(timeouts=late): runs-twice
"""

import threading


class Ticker:
    def __init__(self, action, interval=3600.0):
        self.action, self.interval = action, interval
        self.stopping = threading.Event()
        self.thread = None
        self.threads = []

    def start(self):
        if self.thread is not None:
            raise RuntimeError("started already")
        thread = self.thread = threading.Thread(target=self.run)
        self.threads.append(thread)
        thread.start()

    def run(self):
        self.action()
        self.stopping.wait(self.interval)

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

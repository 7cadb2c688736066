"""A daemon thread that nobody waits for."""

import threading


class Ticker:
    def __init__(self, action, interval=3600.0):
        self.action = action
        self.interval = interval
        self.stopped = threading.Event()
        self.thread = None
        self.error = None

    def start(self):
        if self.thread is not None:
            raise RuntimeError
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.stopped.is_set():
            self.action()
            self.stopped.wait(self.interval)

    def stop(self, timeout=None):
        if self.thread is None:
            return
        self.stopped.set()

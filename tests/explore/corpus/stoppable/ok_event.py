"""An event, `wait` in place of `sleep`, and a join that spares itself.

stop_at_once(timeouts=late): nothing
stop_twice_at_once(timeouts=late): nothing
stop_from_inside(timeouts=late): nothing
started_twice(timeouts=late): nothing
"""

import threading


class Ticker:
    def __init__(self, action, interval=3600.0):
        self.action, self.interval = action, interval
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.thread = None

    def start(self):
        with self.lock:
            if self.thread is not None:
                raise RuntimeError("started already")
            self.thread = threading.Thread(target=self.run)
            self.thread.start()

    def run(self):
        self.action()
        while not self.stopping.wait(self.interval):
            self.action()

    def stop(self):
        self.stopping.set()
        thread = self.thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

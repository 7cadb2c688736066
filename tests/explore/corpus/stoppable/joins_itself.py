"""`stop` joins the thread that it may be called from.

stop_from_inside(timeouts=late): crash
stop_at_once(timeouts=late): nothing
"""

import threading


class Ticker:
    def __init__(self, action, interval=3600.0):
        self.action, self.interval = action, interval
        self.stopping = threading.Event()

    def start(self):
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        self.action()
        while not self.stopping.wait(self.interval):
            self.action()

    def stop(self):
        self.stopping.set()
        self.thread.join()

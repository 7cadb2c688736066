"""An event as the stop flag, and `join` in `stop`.

worker_stops: nothing
"""

import threading


class Worker:
    def __init__(self):
        self.ticks = []
        self.stopping = threading.Event()

    def start(self):
        self.thread = threading.Thread(target=self.run, name="worker")
        self.thread.start()

    def run(self):
        while not self.stopping.wait(3600):
            self.ticks.append("tick")

    def stop(self):
        self.stopping.set()
        self.thread.join()

"""The stop flag is read once, into a local.

worker_stops: livelock
"""

import threading
import time


class Worker:
    def __init__(self):
        self.ticks = []
        self.running = True

    def start(self):
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        running = self.running
        while running:
            time.sleep(1)

    def stop(self):
        self.running = False
        self.thread.join()

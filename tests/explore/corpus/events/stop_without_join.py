"""`stop` raises a flag and returns at once.

worker_stops: worked-after-stop
"""

import threading


class Worker:
    def __init__(self):
        self.ticks = []
        self.stopped = False

    def start(self):
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        for i in range(2):
            if self.stopped:
                break
            self.ticks.append(i)

    def stop(self):
        self.stopped = True

"""A bool and a sleep, and `stop` does not wait.

stop_at_once(timeouts=late): acted-after-stop
"""

import threading
import time


class Ticker:
    def __init__(self, action, interval=3600.0):
        self.action, self.interval = action, interval
        self.running = True

    def start(self):
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while self.running:
            self.action()
            time.sleep(self.interval)

    def stop(self):
        self.running = False

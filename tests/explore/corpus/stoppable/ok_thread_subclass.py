"""The ticker is a Thread, and its queue tells it to stop.

stop_at_once(timeouts=late): nothing
stop_twice_at_once(timeouts=late): nothing
"""

import queue
import threading


class Ticker(threading.Thread):
    def __init__(self, action, interval=3600.0):
        super().__init__(daemon=True)
        self.action, self.interval = action, interval
        self.orders = queue.Queue()

    def run(self):
        while True:
            self.action()
            try:
                if self.orders.get(timeout=self.interval) == "stop":
                    return
            except queue.Empty:
                continue

    def stop(self):
        self.orders.put("stop")
        self.join()

"""Another style: a chain of threading.Timer, each of which makes the next one."""

import threading


class Ticker:
    def __init__(self, action, interval=3600.0):
        self.action, self.interval = action, interval
        self.lock = threading.Lock()
        self.timer = None
        self.stopped = False
        self.error = None

    def start(self):
        with self.lock:
            if self.timer is not None:
                raise RuntimeError("started twice")
            self._arm(0)

    def _arm(self, delay):
        self.timer = threading.Timer(delay, self._tick)
        self.timer.start()

    def _tick(self):
        with self.lock:
            if self.stopped:
                return
        try:
            self.action()
        except Exception as error:
            self.error = error
            return
        with self.lock:
            if not self.stopped:
                self._arm(self.interval)

    def stop(self, timeout=None):
        with self.lock:
            if self.timer is None:
                return
            self.stopped = True
            timer = self.timer
        timer.cancel()
        if timer is not threading.current_thread():
            timer.join(timeout)
            if timer.is_alive():
                raise TimeoutError("still busy")
        if self.error is not None:
            error, self.error = self.error, None
            raise error

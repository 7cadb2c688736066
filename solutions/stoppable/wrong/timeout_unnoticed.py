"""stop() does not notice that the time was over."""

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
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        try:
            while not self.stopped.is_set():
                self.action()
                self.stopped.wait(self.interval)
        except Exception as error:
            self.error = error

    def stop(self, timeout=None):
        if self.thread is None:
            return
        self.stopped.set()
        if self.thread is threading.current_thread():
            return
        self.thread.join(timeout)
        error, self.error = self.error, None
        if error is not None:
            raise error

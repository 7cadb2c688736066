"""Another style: a subclass of Thread, with a condition instead of an event."""

import threading


class Ticker(threading.Thread):
    def __init__(self, action, interval=3600.0):
        super().__init__(daemon=True)
        self.action = action
        self.interval = interval
        self.cond = threading.Condition()
        self.stopping = False
        self.failure = None
        self.launched = False

    def start(self):
        if self.launched:
            raise RuntimeError("threads can only be started once")
        self.launched = True
        super().start()

    def run(self):
        while True:
            with self.cond:
                if self.stopping:
                    return
            try:
                self.action()
            except BaseException as failure:
                self.failure = failure
                return
            with self.cond:
                if self.cond.wait_for(lambda: self.stopping, self.interval):
                    return

    def stop(self, timeout=None):
        if not self.launched:
            return
        with self.cond:
            self.stopping = True
            self.cond.notify()
        if threading.get_ident() == self.ident:
            return
        self.join(timeout)
        if self.is_alive():
            raise TimeoutError
        if self.failure:
            failure, self.failure = self.failure, None
            raise failure

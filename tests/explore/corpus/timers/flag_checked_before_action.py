"""The job looks at the cancelled flag, and acts later.

cancel_or_fire: both
"""

from threading import Timer


class Later:
    def __init__(self, delay, action):
        self.action = action
        self.cancelled = self.done = False
        self.thread = Timer(delay, self.run)
        self.thread.start()

    def run(self):
        if not self.cancelled:
            self.action()
            self.done = True

    def cancel(self):
        if self.done:
            return False
        self.cancelled = True
        return True

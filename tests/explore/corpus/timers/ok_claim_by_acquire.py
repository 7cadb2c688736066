"""Who takes the lock without waiting has the job; nobody gives it back.

cancel_or_fire: nothing
"""

import threading


class Later:
    def __init__(self, delay, action):
        mine = threading.Lock()
        self.cancel = lambda: mine.acquire(blocking=False)
        self.thread = threading.Timer(delay, lambda: self.cancel() and action())
        self.thread.start()

"""Two semaphores hand the turn over.

ping_pong: nothing
"""

import threading


class Game:
    def __init__(self, log):
        self.log = log
        self.for_ping = threading.Semaphore(1)
        self.for_pong = threading.Semaphore(0)

    def _play(self, word, mine, other, times):
        for _ in range(times):
            mine.acquire()
            self.log.append(word)
            other.release()

    def ping(self, times):
        self._play("ping", self.for_ping, self.for_pong, times)

    def pong(self, times):
        self._play("pong", self.for_pong, self.for_ping, times)

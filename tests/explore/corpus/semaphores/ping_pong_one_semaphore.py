"""Both wait for the same semaphore, so anybody may be next.

ping_pong: out-of-turn
"""

import threading


class Game:
    def __init__(self, log):
        self.log = log
        self.turn = threading.Semaphore(1)

    def ping(self, times):
        for _ in range(times):
            with self.turn:
                self.log.append("ping")

    def pong(self, times):
        for _ in range(times):
            with self.turn:
                self.log.append("pong")

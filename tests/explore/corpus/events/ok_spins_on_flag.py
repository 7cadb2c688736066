"""Spins on a plain bool: ugly, and right.

publish: nothing
"""

import time


class Board:
    up = False

    def publish(self, text):
        self.text = text
        self.up = True

    def read(self):
        while not self.up:
            time.sleep(0.01)
        return self.text

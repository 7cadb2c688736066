"""Spins on a flag that is set on another object.

publish: livelock
"""


class Flag:
    up = False


class Board:
    def __init__(self):
        self.flag = Flag()
        self.text = None

    def publish(self, text):
        self.text = text
        Flag().up = True

    def read(self):
        while not self.flag.up:
            pass
        return self.text

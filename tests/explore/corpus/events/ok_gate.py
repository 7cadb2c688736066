"""An event that stays set.

start_gate: nothing
"""

import threading


class Gate:
    def __init__(self):
        self.event = threading.Event()
        self.enter = lambda: self.event.wait() and "go"
        self.open = self.event.set

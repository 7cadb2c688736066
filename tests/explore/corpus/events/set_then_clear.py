"""A pulse: sets the event and clears it, and who comes later waits for ever.

start_gate: deadlock
"""

import threading


class Gate:
    def __init__(self):
        self.event = threading.Event()

    def enter(self):
        self.event.wait()
        return "go"

    def open(self):
        self.event.set()
        self.event.clear()

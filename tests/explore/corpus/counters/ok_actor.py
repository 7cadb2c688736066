"""One thread owns the count; the others send it messages.

two_increments: nothing
allows: leaked
"""

import queue
import threading


class Counter:
    def __init__(self):
        self._inbox = queue.Queue()
        self._value = 0
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            amount, reply = self._inbox.get()
            self._value += amount
            reply.put(self._value)

    def _ask(self, amount):
        reply = queue.Queue(1)
        self._inbox.put((amount, reply))
        return reply.get()

    def increment(self, n=1):
        self._ask(n)

    @property
    def value(self):
        return self._ask(0)

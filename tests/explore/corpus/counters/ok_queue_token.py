"""A queue that holds one token: who has the token may add.

two_increments: nothing
three_increments: nothing
"""

import queue


class Counter:
    def __init__(self):
        self.tokens = queue.Queue()
        self.tokens.put("token")
        self.value = 0

    def increment(self, n=1):
        token = self.tokens.get()
        self.value += n
        self.tokens.put(token)

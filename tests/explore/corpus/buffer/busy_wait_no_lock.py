"""Spins until there is something, then takes it in a second step.

two_getters: crash
one_each: nothing
"""


class BoundedBuffer:
    def __init__(self, capacity):
        self.capacity = capacity
        self.items = []

    def put(self, x):
        while len(self.items) >= self.capacity:
            pass
        self.items.append(x)

    def get(self):
        while not self.items:
            pass
        return self.items.pop(0)

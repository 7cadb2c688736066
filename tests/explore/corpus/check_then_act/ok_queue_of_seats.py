"""The free seats are in a queue.

one_seat: nothing
two_seats: nothing
"""

import queue


class Theatre:
    def __init__(self, seats):
        self.free = queue.Queue()
        for seat in range(1, seats + 1):
            self.free.put(seat)

    def book(self, who):
        try:
            return self.free.get_nowait()
        except queue.Empty:
            return 0

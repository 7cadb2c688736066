"""A buffer with room for only so many, between producers and consumers."""


class Closed(Exception):
    """The buffer is closed."""


class BoundedBuffer:
    """First in, first out; at most ``capacity`` items inside.

    TODO: a list (or collections.deque) for the items, and a threading.Condition to wait in.
    """

    def __init__(self, capacity):
        self.capacity = capacity

    def put(self, x, timeout=None):
        """Append ``x``; wait while the buffer is full.

        Raises:
            Closed: the buffer is closed, or was closed while this waited.
            TimeoutError: there was no room for ``timeout`` seconds.
        """
        raise NotImplementedError("TODO: wait while it is full, append x, tell those who wait")

    def get(self, timeout=None):
        """Take the oldest item away and return it; wait while there is none.

        Raises:
            Closed: the buffer is closed and nothing is left in it.
            TimeoutError: there was nothing for ``timeout`` seconds.
        """
        raise NotImplementedError("TODO: wait while it is empty, take one, tell those who wait")

    def close(self):
        """Refuse what is put from now on, and wake everybody who waits."""
        raise NotImplementedError("TODO")


if __name__ == "__main__":
    buffer = BoundedBuffer(2)
    buffer.put("a")
    buffer.put("b")
    print(buffer.get(), buffer.get())  # a b

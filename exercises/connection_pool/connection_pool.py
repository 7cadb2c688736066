"""Lends out connections, each to one user at a time."""


class ConnectionPool:
    """Lends out ``connections``.

    TODO: something that counts and lets wait, something that knows which are free and which
    are out, and something that protects that knowledge.
    """

    def __init__(self, connections):
        self.connections = list(connections)

    def acquire(self, timeout=None):
        """Return a connection that nobody has; wait while all are out.

        Raises:
            TimeoutError: none came back for ``timeout`` seconds.
        """
        raise NotImplementedError("TODO")

    def release(self, c):
        """Give ``c`` back.

        Raises:
            ValueError: ``c`` is not out.
        """
        raise NotImplementedError("TODO")

    def lease(self):
        """Context manager: a connection inside the block, given back afterwards."""
        raise NotImplementedError("TODO")


if __name__ == "__main__":
    pool = ConnectionPool(["first", "second"])
    with pool.lease() as one, pool.lease() as other:
        print(one, other)

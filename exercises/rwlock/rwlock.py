"""A lock that lets many readers in together, or one writer alone."""


class ReadWriteLock:
    """Any number of readers, or one writer.

    TODO: how many readers are inside? Is a writer inside? How many writers wait? A
    threading.Condition protects these three, and lets threads wait until they change.
    """

    def read(self):
        """Context manager: inside there may be other readers, but no writer."""
        raise NotImplementedError("TODO: contextlib.contextmanager makes one from a generator")

    def write(self):
        """Context manager: inside there is nobody else."""
        raise NotImplementedError("TODO")


if __name__ == "__main__":
    lock = ReadWriteLock()
    with lock.write():
        print("alone")
    with lock.read():
        print("perhaps with others")

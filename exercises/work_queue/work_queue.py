"""Worker threads that handle what is submitted."""


class WorkQueue:
    """``workers`` threads call ``handle(item)`` for each item that is submitted.

    TODO: a queue.Queue, and the worker threads that take from it.
    """

    def __init__(self, workers, handle):
        self.workers = workers
        self.handle = handle

    def submit(self, x):
        """Hand in an item, and return at once.

        Raises:
            RuntimeError: it is closed.
        """
        raise NotImplementedError("TODO: remember which place in the results belongs to x")

    def join(self):
        """Return when everything that was submitted has been handled."""
        raise NotImplementedError("TODO")

    def close(self):
        """Wait until everything is handled, end all threads, and return the results.

        Returns:
            what ``handle`` returned, in the order of submission; where it raised, the exception.
        """
        raise NotImplementedError("TODO")


if __name__ == "__main__":
    work = WorkQueue(2, lambda number: 10 // number)
    for number in (5, 0, 2):
        work.submit(number)
    print(work.close())  # [2, ZeroDivisionError(...), 5]

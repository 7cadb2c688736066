"""Exercise `lock`: a counter that several threads may use at once. Read README.md first."""


class Counter:
    """Counts up from 0."""

    def __init__(self):
        self.value = 0

    def add(self, n=1):
        """Add ``n`` to ``value``; any number of threads may do so at once.

        Raises:
            TypeError: ``n`` is no number. The counter can still be used then.
        """
        # TODO: += reads the value, adds, and writes it back: two threads may both read first.
        self.value += n


def count(threads, times):
    """Let threads add 1 to one Counter, all at the same time.

    Args:
        threads: how many threads to start.
        times: how often each of them calls ``add(1)``.

    Returns:
        The counter's value when all threads have ended: ``threads * times``.
    """
    # TODO: make a Counter, start the threads, wait until they have ended.
    raise NotImplementedError

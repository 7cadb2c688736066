"""One entry for each thread.

Mend it: rewrite the class on threading.local, so that nothing is left of threads that ended.
"""

import threading


class Registry:
    """Keeps a value for each thread.

    TODO: a dict by thread id keeps what dead threads left, and ids are used again.
    """

    def __init__(self):
        self._entries = {}

    def put(self, value):
        """Keep ``value`` as the entry of the thread that calls this."""
        self._entries[threading.get_ident()] = value

    def get(self):
        """Return the entry of the thread that calls this.

        Raises:
            LookupError: it has none.
        """
        return self._entries[threading.get_ident()]

    def clear(self):
        """Remove the entry of the thread that calls this, if it has one."""
        self._entries.pop(threading.get_ident(), None)


if __name__ == "__main__":
    registry = Registry()
    for number in range(3):
        thread = threading.Thread(target=registry.put, args=(number,))
        thread.start()
        thread.join()
    print("left behind:", vars(registry))

"""A thread that does something now and then, and can be stopped."""


class Ticker:
    """Calls ``action()`` at once and then every ``interval`` seconds, in a thread.

    TODO: which threading tool lets a thread sleep for an hour, and still be woken?
    """

    def __init__(self, action, interval=3600.0):
        self.action = action
        self.interval = interval

    def start(self):
        """Start it, and return at once.

        Raises:
            RuntimeError: it was started before.
        """
        raise NotImplementedError("TODO: start a thread that calls the action, waits, ...")

    def stop(self, timeout=None):
        """End it: once this has returned, the action never runs again.

        Does nothing before ``start`` and when it is stopped already. Called by the action
        itself, it returns at once.

        Raises:
            TimeoutError: an action that is running did not end within ``timeout`` seconds.
            Exception: what the action raised.
        """
        raise NotImplementedError("TODO: tell the thread, and wait until it has ended")


if __name__ == "__main__":
    import time

    ticker = Ticker(lambda: print("tick"), interval=0.2)
    ticker.start()
    time.sleep(0.5)
    ticker.stop()  # at once, after three ticks
    print("stopped")

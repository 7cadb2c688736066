"""Reference: an event to wait for, and a join to be sure."""

import threading


class Ticker:
    """Calls ``action()`` at once and then every ``interval`` seconds, in a thread."""

    def __init__(self, action, interval=3600.0):
        self._action = action
        self._interval = interval
        self._stopped = threading.Event()
        self._thread = None
        self._error = None

    def start(self):
        """Start it, and return at once."""
        if self._thread is not None:
            raise RuntimeError("this ticker was started before")
        self._thread = threading.Thread(target=self._run, name="ticker")
        self._thread.start()

    def _run(self):
        try:
            while not self._stopped.is_set():
                self._action()
                # Sleeps for the interval, or until stop() sets the event. What ended the
                # sleep is seen by the loop's condition, before the action runs again.
                self._stopped.wait(self._interval)
        except Exception as error:
            # An exception that leaves a thread is lost, so it is kept for stop().
            self._error = error

    def stop(self, timeout=None):
        """End it: once this has returned, the action never runs again."""
        if self._thread is None:
            return
        self._stopped.set()  # wakes the thread if it sleeps
        if self._thread is threading.current_thread():
            return  # called by the action: a thread can't wait for its own end
        self._thread.join(timeout)
        if self._thread.is_alive():  # join itself does not say so
            raise TimeoutError(f"the action did not end within {timeout} seconds")
        error, self._error = self._error, None
        if error is not None:
            raise error

"""Reference: one threading.local for each registry."""

import threading


class Registry:
    """Keeps a value for each thread, as long as that thread lives."""

    def __init__(self):
        # Its attributes are separate for each thread, and Python drops them when the thread
        # ends, however it ends: there is nothing to clean up, and no lock is needed.
        self._local = threading.local()

    def put(self, value):
        """Keep ``value`` as the entry of the thread that calls this."""
        self._local.value = value

    def get(self):
        """Return the entry of the thread that calls this, or raise LookupError."""
        try:
            return self._local.value
        except AttributeError:
            raise LookupError("this thread has put nothing into the registry") from None

    def clear(self):
        """Remove the entry of the thread that calls this, if it has one."""
        # Through __dict__, which is separate for each thread as well: no error if it is not there.
        self._local.__dict__.pop("value", None)

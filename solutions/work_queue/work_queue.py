"""Reference: a queue.Queue of (place, item), errors caught, a sentinel for each worker."""

import queue
import threading

_END = object()  # nobody can submit this by accident


class WorkQueue:
    """``workers`` threads call ``handle(item)`` for each item that is submitted."""

    def __init__(self, workers, handle):
        self._handle = handle
        self._queue = queue.Queue()
        self._results = []
        self._closed = False
        self._lock = threading.Lock()  # several threads may submit
        self._threads = [threading.Thread(target=self._work) for _ in range(workers)]
        for thread in self._threads:
            thread.start()

    def _work(self):
        while True:
            place, item = self._queue.get()
            try:
                if item is _END:
                    return
                self._results[place] = self._handle(item)
            except Exception as error:
                # The worker lives on, and the caller learns what happened.
                self._results[place] = error
            finally:
                # Once for each get(), whatever happened: join() counts these.
                self._queue.task_done()

    def submit(self, x):
        """Hand in an item, and return at once."""
        # Giving out the place and putting belong together; so do the look at `closed` and
        # the put: nothing can get in behind the sentinels.
        with self._lock:
            if self._closed:
                raise RuntimeError("the queue is closed")
            place = len(self._results)
            self._results.append(None)
            self._queue.put((place, x))

    def join(self):
        """Return when everything that was submitted has been handled."""
        self._queue.join()

    def close(self):
        """Wait until everything is handled, end all threads, and return the results."""
        with self._lock:
            self._closed = True
            for _ in self._threads:  # each worker takes one
                self._queue.put((None, _END))
        # First in, first out: all items come before the sentinels.
        for thread in self._threads:
            thread.join()
        return list(self._results)

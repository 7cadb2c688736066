"""A thin coat over `queue.Queue`.

one_each: nothing
in_order: nothing
two_getters: nothing
full: nothing
timed_get: nothing
"""

import queue


class BoundedBuffer(queue.Queue):
    def put(self, x, timeout=None):
        try:
            super().put(x, timeout=timeout)
        except queue.Full:
            raise TimeoutError from None

    def get(self, timeout=None):
        try:
            return super().get(timeout=timeout)
        except queue.Empty as error:
            raise TimeoutError("nothing came") from error

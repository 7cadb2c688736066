"""Another style: whoever comes first makes it and hands it to the others in a Future."""

import threading
from concurrent.futures import Future


class Lazy:
    def __init__(self, factory):
        self._factory = factory
        self._mutex = threading.Lock()
        self._future = None

    def get(self):
        with self._mutex:
            mine = self._future is None
            if mine:
                self._future = Future()
            future = self._future
        if mine:
            try:
                result = self._factory()
            except BaseException as error:
                with self._mutex:
                    self._future = None
                future.set_exception(error)
            else:
                future.set_result(result)
        return future.result()

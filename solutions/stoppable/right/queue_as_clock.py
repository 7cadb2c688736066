"""Another style: the thread waits for a message in a queue; a Future carries how it ended."""

import queue
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError


class Ticker:
    def __init__(self, action, interval=3600.0):
        self._action = action
        self._interval = interval
        self._inbox = queue.SimpleQueue()
        self._ended = Future()
        self._owner = None

    def start(self):
        if self._owner is not None:
            raise RuntimeError("already started")
        self._owner = threading.Thread(target=self._loop)
        self._owner.start()

    def _loop(self):
        try:
            while self._inbox.empty():
                self._action()
                try:
                    self._inbox.get(timeout=self._interval)
                    break
                except queue.Empty:
                    continue
        except BaseException as error:
            self._ended.set_exception(error)
        else:
            self._ended.set_result(None)

    def stop(self, timeout=None):
        if self._owner is None:
            return
        self._inbox.put("stop")
        if threading.current_thread() is self._owner:
            return
        try:
            self._ended.result(timeout)
        except FutureTimeoutError:
            if self._ended.done():
                raise
            raise TimeoutError("the action is still running") from None
        finally:
            if self._ended.done():
                self._owner.join()

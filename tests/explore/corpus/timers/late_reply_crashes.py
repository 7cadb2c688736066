"""The asker gives up and fails the future; the late reply finds it finished.

in_time: crash
"""

import threading
from concurrent.futures import Future, InvalidStateError


def ask(text):
    future = Future()
    crashed = []

    def reply():
        try:
            future.set_result(text)
        except InvalidStateError as error:
            crashed.append(error)

    thread = threading.Thread(target=reply)
    thread.start()
    try:
        return future.result(timeout=2)
    except TimeoutError as error:
        if not future.done():
            try:
                future.set_exception(error)
            except InvalidStateError as late:
                crashed.append(late)
    finally:
        thread.join()
        if crashed:
            raise crashed[0]
    return future.result()

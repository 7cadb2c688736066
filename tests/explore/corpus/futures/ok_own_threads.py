"""Own threads that draw indexes from an iterator.

gather_two: nothing
gather_error: nothing
meeting: nothing
"""

import threading
from types import SimpleNamespace


def gather(calls, workers):
    results = [None] * len(calls)
    todo = iter(list(enumerate(calls)))
    drawing = threading.Lock()

    def work():
        while True:
            with drawing:
                i, call = next(todo, (None, None))
            if call is None:
                return
            try:
                results[i] = SimpleNamespace(value=call(), error=None)
            except Exception as error:
                results[i] = SimpleNamespace(value=None, error=error)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results

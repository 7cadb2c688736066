"""Another style: no executor; threads that take (index, call) from a shared iterator."""

import threading
from collections import namedtuple

Result = namedtuple("Result", ["value", "error"])


def _run(calls, workers, enough):
    """Results by index; no further call is begun once ``enough`` says so of a result."""
    todo = list(enumerate(calls))[::-1]
    results = {}
    lock = threading.Lock()
    stop = threading.Event()

    def work():
        while True:
            with lock:
                if stop.is_set() or not todo:
                    return
                index, call = todo.pop()
            try:
                result = Result(call(), None)
            except Exception as error:
                result = Result(None, error)
            with lock:
                results[index] = result
                if enough(result):
                    stop.set()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def gather(calls, workers):
    results = _run(calls, workers, lambda result: False)
    return [results[index] for index in sorted(results)]


def first(calls, workers):
    results = _run(calls, workers, lambda result: result.error is None)
    if not results:
        raise ValueError("no calls")
    for value, error in results.values():
        if error is None:
            return value
    raise error

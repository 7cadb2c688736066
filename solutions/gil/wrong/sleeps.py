"""Wrong: starts threads and sleeps for a while instead of joining them."""

import threading
import time
from concurrent.futures import ProcessPoolExecutor


def map_io(func, items, workers):
    items = list(items)
    results = [None] * len(items)
    places = iter(enumerate(items))
    lock = threading.Lock()

    def work():
        while True:
            with lock:
                index, item = next(places, (None, None))
            if index is None:
                return
            try:
                results[index] = func(item)
            except Exception as error:
                results[index] = error

    for _ in range(workers):
        threading.Thread(target=work).start()
    time.sleep(0.1)
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results


def map_cpu(func, items, workers):
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(func, items))

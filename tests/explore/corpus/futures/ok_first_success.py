"""Goes on until one call succeeded.

first_of_two: nothing
"""

from concurrent.futures import ThreadPoolExecutor, as_completed


def first(calls, workers):
    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(call) for call in calls]
        error = None
        try:
            for future in as_completed(futures):
                try:
                    return future.result()
                except Exception as e:
                    error = e
        finally:
            for future in futures:
                future.cancel()
    raise error

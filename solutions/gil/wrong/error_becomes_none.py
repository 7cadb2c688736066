"""Wrong: a task that raises gives None."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def _map(pool, func, items):
    with pool:
        futures = [pool.submit(func, item) for item in items]
    return [None if future.exception() else future.result() for future in futures]


def map_io(func, items, workers):
    return _map(ThreadPoolExecutor(workers), func, items)


def map_cpu(func, items, workers):
    return _map(ProcessPoolExecutor(workers), func, items)

"""Wrong: results in the order in which they were ready."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed


def _map(pool, func, items):
    with pool:
        return [f.result() for f in as_completed([pool.submit(func, item) for item in items])]


def map_io(func, items, workers):
    return _map(ThreadPoolExecutor(workers), func, items)


def map_cpu(func, items, workers):
    return _map(ProcessPoolExecutor(workers), func, items)

"""Wrong: never ends the executors' threads and processes."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

_kept = []


def map_io(func, items, workers):
    pool = ThreadPoolExecutor(workers)
    _kept.append(pool)
    return list(pool.map(func, items))


def map_cpu(func, items, workers):
    pool = ProcessPoolExecutor(workers)
    _kept.append(pool)
    return list(pool.map(func, items))

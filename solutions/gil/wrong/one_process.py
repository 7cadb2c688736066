"""Wrong: a process for computing, but only one at a time."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def map_io(func, items, workers):
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(func, items))


def map_cpu(func, items, workers):
    with ProcessPoolExecutor(1) as pool:
        return list(pool.map(func, items))

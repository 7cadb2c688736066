"""Wrong: processes for what waits, threads for what computes."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def map_io(func, items, workers):
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(func, items))


def map_cpu(func, items, workers):
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(func, items))

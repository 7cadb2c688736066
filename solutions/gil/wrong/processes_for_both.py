"""Wrong: processes for both."""

from concurrent.futures import ProcessPoolExecutor


def map_cpu(func, items, workers):
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(func, items))


map_io = map_cpu

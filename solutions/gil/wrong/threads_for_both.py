"""Wrong: threads for both."""

from concurrent.futures import ThreadPoolExecutor


def map_io(func, items, workers):
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(func, items))


map_cpu = map_io

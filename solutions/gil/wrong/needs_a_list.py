"""Wrong: asks items for its length: a generator has none."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def map_io(func, items, workers):
    with ThreadPoolExecutor(max(1, min(workers, len(items)))) as pool:
        return list(pool.map(func, items))


def map_cpu(func, items, workers):
    with ProcessPoolExecutor(max(1, min(workers, len(items)))) as pool:
        return list(pool.map(func, items))

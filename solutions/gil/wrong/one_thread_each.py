"""Wrong: one thread for every item, however many workers were asked for."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def map_io(func, items, workers):
    items = list(items)
    with ThreadPoolExecutor(max(1, len(items))) as pool:
        return list(pool.map(func, items))


def map_cpu(func, items, workers):
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(func, items))

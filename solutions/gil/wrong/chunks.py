"""Wrong: hands out the items in big portions: one worker may get them all."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor


def map_io(func, items, workers):
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(func, items))


def map_cpu(func, items, workers):
    items = list(items)
    pool = multiprocessing.Pool(workers)
    try:
        return pool.map(func, items, chunksize=max(1, len(items)))
    finally:
        pool.close()
        pool.join()

"""Wrong: ends the pools only when every task went well."""

import multiprocessing
from multiprocessing.pool import ThreadPool

_kept = []


def _run(pool, func, items):
    _kept.append(pool)
    results = pool.map(func, list(items), 1)
    pool.close()
    pool.join()
    return results


def map_io(func, items, workers):
    return _run(ThreadPool(workers), func, items)


def map_cpu(func, items, workers):
    return _run(multiprocessing.Pool(workers), func, items)

"""`gil` with the two pools of multiprocessing: one of processes, one of threads."""

import multiprocessing
from multiprocessing.pool import ThreadPool


def _run(pool, func, items):
    try:
        pending = [pool.apply_async(func, (item,)) for item in items]
        return [one.get() for one in pending]
    finally:
        pool.close()
        pool.join()


def map_io(func, items, workers):
    return _run(ThreadPool(workers), func, items)


def map_cpu(func, items, workers):
    return _run(multiprocessing.Pool(workers), func, items)

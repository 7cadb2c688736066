"""Workers that are started afresh (`spawn`) instead of forked, and results asked for one by one."""

import multiprocessing


def fan_out(func, items, workers):
    context = multiprocessing.get_context("spawn")
    pool = context.Pool(workers)
    try:
        pending = [pool.apply_async(func, (item,)) for item in items]
        return [result.get() for result in pending]
    finally:
        pool.close()
        pool.join()

"""Ask now and then instead of waiting: not elegant, and right."""

import math
import multiprocessing
import time


def fan_out(func, items, workers):
    items = list(items)
    with multiprocessing.Pool(workers) as pool:
        size = max(1, math.ceil(len(items) / workers))
        pending = pool.map_async(func, items, chunksize=size)
        while not pending.ready():
            time.sleep(0.01)
        return pending.get()

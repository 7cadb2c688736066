from multiprocessing.pool import ThreadPool


def fan_out(func, items, workers):
    with ThreadPool(workers) as pool:
        return pool.map(func, items, chunksize=1)

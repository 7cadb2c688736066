from multiprocessing import Pool


def fan_out(func, items, workers):
    with Pool(min(workers, len(items))) as pool:
        return pool.map(func, items, chunksize=1)

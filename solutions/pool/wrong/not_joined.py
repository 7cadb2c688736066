from multiprocessing import Pool

pool = None


def fan_out(func, items, workers):
    global pool
    pool = Pool(workers)
    results = pool.map(func, items, chunksize=1)
    pool.close()
    return results

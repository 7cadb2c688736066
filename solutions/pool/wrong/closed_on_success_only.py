from multiprocessing import Pool


def fan_out(func, items, workers):
    pool = Pool(workers)
    results = pool.map(func, items, chunksize=1)
    pool.close()
    pool.join()
    return results

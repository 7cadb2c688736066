from multiprocessing import Pool


def fan_out(func, items, workers):
    with Pool(workers) as pool:
        return list(pool.imap_unordered(func, items))

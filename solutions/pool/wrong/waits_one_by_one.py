from multiprocessing import Pool


def fan_out(func, items, workers):
    with Pool(workers) as pool:
        return [pool.apply(func, (item,)) for item in items]

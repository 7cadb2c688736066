from multiprocessing import Pool


def fan_out(func, items, workers):
    results = {}
    pool = Pool(workers)
    for index, item in enumerate(items):
        pool.apply_async(
            func, (item,), callback=lambda value, index=index: results.update({index: value})
        )
    pool.close()
    pool.join()
    return [results[index] for index in sorted(results)]

from multiprocessing import Pool


def fan_out(func, items, workers):
    results = []
    with Pool(workers) as pool:
        pending = [pool.apply_async(func, (item,)) for item in items]
        for result in pending:
            try:
                results.append(result.get())
            except Exception as error:
                print("task failed:", error)
    return results

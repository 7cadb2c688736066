from concurrent.futures import ProcessPoolExecutor


def fan_out(func, items, workers):
    executor = ProcessPoolExecutor(max_workers=workers)
    return list(executor.map(func, items))

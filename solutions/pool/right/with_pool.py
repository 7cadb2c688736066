"""Leaving `with Pool` terminates the workers, and waits for them: all results are in by then."""

import multiprocessing


def fan_out(func, items, workers):
    with multiprocessing.Pool(processes=workers) as pool:
        return pool.map(func, items)

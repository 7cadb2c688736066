"""The same with `concurrent.futures`: leaving the `with` block waits for the processes."""

from concurrent.futures import ProcessPoolExecutor


def fan_out(func, items, workers):
    with ProcessPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(func, items))

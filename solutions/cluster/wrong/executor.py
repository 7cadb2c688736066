"""Wrong: a ProcessPoolExecutor, which gives up everything when one of its processes dies."""

from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple


class Report(NamedTuple):
    results: list
    retries: int


def run(func, tasks, workers, authkey, max_attempts=3):
    with ProcessPoolExecutor(workers) as executor:
        futures = [executor.submit(func, task) for task in tasks]
    results = [future.exception() or future.result() for future in futures]
    return Report(results, 0)

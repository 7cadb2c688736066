"""Futures in the order of the calls.

gather_two: nothing
gather_error: nothing
meeting: nothing
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any


@dataclass
class Result:
    value: Any = None
    error: BaseException | None = None


def gather(calls, workers):
    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(call) for call in calls]
        return [
            Result(error=error) if (error := future.exception()) else Result(future.result())
            for future in futures
        ]

"""Each thread counts for itself, and the parts are summed at the end.

counted: nothing
counted_twice: nothing
"""

from concurrent.futures import ThreadPoolExecutor


def part(times):
    mine = 0
    for _ in range(times):
        mine += 1
    return mine


def count(threads, times):
    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(part, [times] * threads))

"""An executor's `map`, gone through phase by phase.

two_by_two: nothing
one_raises: nothing
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import repeat


def run_phases(workers, phases, step):
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for phase in range(phases):
            list(pool.map(step, range(workers), repeat(phase)))

"""Another style: fresh threads for each phase; the join is the meeting."""

from concurrent.futures import ThreadPoolExecutor


def run_phases(workers, phases, step):
    for phase in range(phases):
        with ThreadPoolExecutor(workers) as pool:
            parts = [pool.submit(step, worker, phase) for worker in range(workers)]
        for part in parts:
            part.result()

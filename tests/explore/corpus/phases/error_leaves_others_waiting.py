"""A worker that fails ends, and the others wait for it at the barrier.

one_raises: deadlock
two_by_two: nothing
"""

import threading


def run_phases(workers, phases, step):
    barrier = threading.Barrier(workers)
    errors = []

    def work(worker):
        try:
            for phase in range(phases):
                step(worker, phase)
                barrier.wait()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(w,)) for w in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]

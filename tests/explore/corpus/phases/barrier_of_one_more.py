"""A barrier for one more than there are.

two_by_two: deadlock
"""

import threading


def run_phases(workers, phases, step):
    barrier = threading.Barrier(workers + 1)

    def work(worker):
        for phase in range(phases):
            step(worker, phase)
            barrier.wait()

    threads = [threading.Thread(target=work, args=(w,)) for w in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

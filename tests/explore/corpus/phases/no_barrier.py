"""Every worker runs through its phases alone.

two_by_two: phase-overrun
"""

import threading


def run_phases(workers, phases, step):
    def work(worker):
        for phase in range(phases):
            step(worker, phase)

    threads = [threading.Thread(target=work, args=(w,)) for w in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

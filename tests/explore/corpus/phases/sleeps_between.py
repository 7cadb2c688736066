"""Sleeps a second between phases and hopes.

two_by_two: phase-overrun
"""

import threading
import time


def run_phases(workers, phases, step):
    def work(worker):
        for phase in range(phases):
            step(worker, phase)
            time.sleep(1)

    threads = [threading.Thread(target=work, args=(w,)) for w in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

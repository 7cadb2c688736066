"""Counts the arrivals without a lock: a lost one is waited for in vain.

two_by_two: livelock
"""

import threading


def run_phases(workers, phases, step):
    arrived = [0] * phases

    def work(worker):
        for phase in range(phases):
            step(worker, phase)
            arrived[phase] += 1
            while arrived[phase] < workers:
                pass

    threads = [threading.Thread(target=work, args=(w,)) for w in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

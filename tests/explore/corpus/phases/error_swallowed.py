"""Aborts the barrier for everybody, and forgets the error.

one_raises: swallowed
two_by_two: nothing
"""

import threading


def run_phases(workers, phases, step):
    barrier = threading.Barrier(workers)

    def work(worker):
        try:
            for phase in range(phases):
                step(worker, phase)
                barrier.wait()
        except threading.BrokenBarrierError:
            pass
        except Exception:
            barrier.abort()

    threads = [threading.Thread(target=work, args=(w,)) for w in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

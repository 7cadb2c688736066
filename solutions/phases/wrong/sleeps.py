"""Sleeps between the phases."""

import threading
import time


def run_phases(workers, phases, step):
    barrier = threading.Barrier(workers)
    errors = []

    def work(worker):
        try:
            for phase in range(phases):
                step(worker, phase)
                time.sleep(0.1)
                if errors:
                    return
        except threading.BrokenBarrierError:
            pass
        except Exception as error:
            errors.append(error)
            barrier.abort()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]

"""Reports BrokenBarrierError instead of the real error."""

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
            errors.insert(0, error)
            barrier.abort()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]

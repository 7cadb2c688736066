"""The error is lost."""

import threading


def run_phases(workers, phases, step):
    barrier = threading.Barrier(workers)
    errors = []

    def work(worker):
        try:
            for phase in range(phases):
                step(worker, phase)
                barrier.wait()
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

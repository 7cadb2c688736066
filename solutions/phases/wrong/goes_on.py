"""The others go on without the one that failed."""

import threading


def run_phases(workers, phases, step):
    barrier = threading.Barrier(workers)
    errors = []
    failed = set()

    def work(worker):
        try:
            for phase in range(phases):
                try:
                    if worker not in failed:
                        step(worker, phase)
                except Exception as error:
                    errors.append(error)
                    failed.add(worker)
                barrier.wait()
        except threading.BrokenBarrierError:
            pass

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]

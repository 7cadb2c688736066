"""One worker after the other."""

import threading


def run_phases(workers, phases, step):
    barrier = threading.Barrier(workers)
    errors = []

    turn = threading.Lock()

    def work(worker):
        try:
            for phase in range(phases):
                with turn:
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
    if errors:
        raise errors[0]

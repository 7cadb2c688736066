"""Reference: a barrier after each phase, broken by whoever fails."""

import threading


def run_phases(workers, phases, step):
    """Let ``workers`` threads call ``step(worker, phase)``, phase by phase."""
    barrier = threading.Barrier(workers)
    errors = []

    def work(worker):
        try:
            for phase in range(phases):
                step(worker, phase)
                barrier.wait()  # opens when all have finished this phase
        except threading.BrokenBarrierError:
            pass  # somebody else failed, and has noted why
        except Exception as error:
            errors.append(error)
            # This thread will never arrive: wake those who wait, and stop those who come.
            barrier.abort()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]

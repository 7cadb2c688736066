"""A counter of its own, without a lock."""

import threading


def run_phases(workers, phases, step):
    arrived = [0] * phases
    opened = [threading.Event() for _ in range(phases)]
    errors = []

    def work(worker):
        try:
            for phase in range(phases):
                step(worker, phase)
                arrived[phase] += 1
                if arrived[phase] == workers:
                    opened[phase].set()
                opened[phase].wait()
                if errors:
                    return
        except Exception as error:
            errors.append(error)
            for event in opened:
                event.set()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]

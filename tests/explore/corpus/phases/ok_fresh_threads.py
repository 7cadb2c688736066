"""Fresh threads for each phase, joined before the next.

two_by_two: nothing
two_by_three: nothing
"""

from threading import Thread


def run_phases(workers, phases, step):
    for phase in range(phases):
        team = [Thread(target=step, args=(worker, phase)) for worker in range(workers)]
        for thread in team:
            thread.start()
        for thread in team:
            thread.join()

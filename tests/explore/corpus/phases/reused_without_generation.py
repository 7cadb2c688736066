"""An own barrier that is reset before the slow ones left it.

two_by_three: deadlock
"""

import threading


def run_phases(workers, phases, step):
    condition = threading.Condition()
    arrived = 0

    def wait():
        nonlocal arrived
        with condition:
            arrived += 1
            if arrived == workers:
                arrived = 0
                condition.notify_all()
            else:
                while arrived != 0:
                    condition.wait()

    def work(worker):
        for phase in range(phases):
            step(worker, phase)
            wait()

    threads = [threading.Thread(target=work, args=(w,)) for w in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

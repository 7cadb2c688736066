"""Semaphores as turnstiles: the last one in lets everybody through.

two_by_two: nothing
"""

import threading


def run_phases(workers, phases, step):
    lock = threading.Lock()
    doors = [threading.Semaphore(0) for _ in range(phases)]
    arrived = [0] * phases

    def work(worker):
        for phase, door in enumerate(doors):
            step(worker, phase)
            with lock:
                arrived[phase] += 1
                last = arrived[phase] == workers
            if last:
                door.release(workers)
            door.acquire()

    threads = [threading.Thread(target=work, args=(w,)) for w in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

"""Callbacks that add under a lock.

callbacks: nothing
"""

import threading
from concurrent.futures import ThreadPoolExecutor


def count_done(n):
    lock = threading.Lock()
    done = 0

    def finished(future):
        nonlocal done
        with lock:
            done += 1

    with ThreadPoolExecutor(n) as pool:
        for i in range(n):
            pool.submit(str, i).add_done_callback(finished)
    return done

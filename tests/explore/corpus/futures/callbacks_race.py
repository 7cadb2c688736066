"""Callbacks run in the worker threads and add without a lock.

callbacks: lost-update
"""

from concurrent.futures import ThreadPoolExecutor

done = 0


def finished(future):
    global done
    done += 1


def count_done(n):
    with ThreadPoolExecutor(n) as pool:
        for i in range(n):
            pool.submit(pow, i, 2).add_done_callback(finished)
    return done

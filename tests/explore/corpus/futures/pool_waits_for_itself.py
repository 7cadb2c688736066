"""A job waits for a job that no worker is left for.

nested: deadlock
"""

from concurrent.futures import ThreadPoolExecutor


def outer():
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(lambda: pool.submit(lambda: "inner").result()).result()

"""Joins the last thread only.

counted: lost-update
"""

import threading


def count(threads, times):
    seen = []
    for _ in range(threads):
        thread = threading.Thread(target=lambda: seen.extend([1] * times))
        thread.start()
    thread.join()
    return len(seen)

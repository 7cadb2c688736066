"""Returns before its threads have ended.

counted: not-joined, lost-update
"""

import threading


def count(threads, times):
    lock = threading.Lock()
    box = [0]

    def add():
        for _ in range(times):
            with lock:
                box[0] += 1

    for _ in range(threads):
        threading.Thread(target=add).start()
    return box[0]

"""A queue of one takes the reply, whether somebody still waits or not.

in_time: nothing
"""

import queue
import threading


def ask(text):
    replies = queue.Queue(maxsize=1)
    thread = threading.Thread(target=replies.put, args=(text,))
    thread.start()
    try:
        return replies.get(timeout=2)
    except queue.Empty:
        raise TimeoutError("no reply") from None
    finally:
        thread.join()

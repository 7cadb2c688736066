"""Take tasks from a master in another process, over `multiprocessing.managers`."""

from multiprocessing.managers import BaseManager


class QueueManager(BaseManager):
    """Knows the names of the master's queues. The queues themselves live in the master."""


# No callable here: this side only asks, and gets *proxies*. Each method call of a proxy travels
# to the master and is executed there, so any number of workers share one queue.
QueueManager.register("get_task_queue")
QueueManager.register("get_result_queue")


def serve(address, authkey, func):
    """Do the master's tasks until its end marker comes; return how many were done."""
    try:
        manager = QueueManager(address=address, authkey=authkey)
        manager.connect()
        return _work(manager.get_task_queue(), manager.get_result_queue(), func)
    except EOFError:
        # When the other end is closed, a read ends with EOFError, a write with BrokenPipeError.
        # Only the second is a ConnectionError; for our caller it is the same event.
        raise ConnectionError("the master has gone away") from None


def _work(tasks, results, func):
    done = 0
    while True:
        # get() waits in the master until there is a task. Asking empty() first would be a race
        # with the other workers, and an empty queue says only that no task is there *yet*.
        item = tasks.get()
        if item is None:
            # The one end marker is for everybody: leave it for the next worker.
            tasks.put(None)
            return done
        task_id, task = item
        results.put((task_id, _answer(func, task)))
        done += 1


def _answer(func, task):
    # Only func is inside this try: an EOFError that *it* raises is the task's answer, and no
    # news of the master.
    try:
        return func(task)
    except Exception as error:
        return error

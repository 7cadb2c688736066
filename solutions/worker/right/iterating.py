"""`iter(get, None)` ends at the marker; the manager class is made inside the function."""

from multiprocessing.managers import BaseManager


def serve(address, authkey, func):
    class Manager(BaseManager):
        pass

    for name in ("get_task_queue", "get_result_queue"):
        Manager.register(name)

    done = 0
    try:
        manager = Manager(address, authkey)
        manager.connect()
        tasks, results = manager.get_task_queue(), manager.get_result_queue()
        for task_id, task in iter(tasks.get, None):
            try:
                result = func(task)
            except Exception as error:
                result = error
            results.put((task_id, result))
            done += 1
        tasks.put(None)
    except (EOFError, OSError) as error:
        raise ConnectionError(f"lost the master at {address!r}") from error
    return done

from multiprocessing.managers import BaseManager


class Manager(BaseManager):
    pass


Manager.register("get_task_queue")
Manager.register("get_result_queue")


def serve(address, authkey, func):
    done = 0
    try:
        manager = Manager(address=address, authkey=authkey)
        manager.connect()
        tasks, results = manager.get_task_queue(), manager.get_result_queue()
        for task_id, task in iter(tasks.get, None):
            try:
                value = func(task)
            except Exception as error:
                value = f"{type(error).__name__}: {error}"
            results.put((task_id, value))
            done += 1
        tasks.put(None)
        return done
    except EOFError:
        raise ConnectionError("the master is gone") from None

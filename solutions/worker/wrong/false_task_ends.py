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
        while True:
            task_id, task = tasks.get() or (None, None)
            if not task:
                tasks.put(None)
                return done
            try:
                value = func(task)
            except Exception as error:
                value = error
            results.put((task_id, value))
            done += 1
    except EOFError:
        raise ConnectionError("the master is gone") from None

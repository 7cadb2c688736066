from multiprocessing.managers import BaseManager


class Manager(BaseManager):
    pass


Manager.register("get_task_queue")
Manager.register("get_result_queue")


def serve(address, authkey, func):
    try:
        manager = Manager(address=address, authkey=authkey)
        manager.connect()
        tasks, results = manager.get_task_queue(), manager.get_result_queue()
        done = 0
        for task_id, task in iter(tasks.get, None):
            try:
                results.put((task_id, func(task)))
            except Exception as error:
                results.put((task_id, error))
                done += 1
                break
            done += 1
        tasks.put(None)
        return done
    except EOFError:
        raise ConnectionError("the master is gone") from None

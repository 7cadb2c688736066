from multiprocessing.managers import BaseManager


class Manager(BaseManager):
    pass


Manager.register("get_task_queue")
Manager.register("get_result_queue")


def serve(address, authkey, func):
    done = 0
    manager = Manager(address=address, authkey=authkey)
    manager.connect()
    tasks, results = manager.get_task_queue(), manager.get_result_queue()
    while True:
        try:
            item = tasks.get()
            if item is None:
                tasks.put(None)
                return done
            task_id, task = item
            try:
                value = func(task)
            except Exception as error:
                value = error
            results.put((task_id, value))
            done += 1
        except (EOFError, ConnectionError):
            continue

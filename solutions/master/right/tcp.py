"""`master` on 127.0.0.1, with a server process of its own that is spawned."""

import multiprocessing
import queue
import time
from multiprocessing.managers import BaseManager

QUEUES = {"tasks": queue.Queue(), "results": queue.Queue()}


def tasks():
    return QUEUES["tasks"]


def results():
    return QUEUES["results"]


class Manager(BaseManager):
    pass


Manager.register("get_task_queue", tasks)
Manager.register("get_result_queue", results)


class Master:
    def __init__(self, authkey):
        context = multiprocessing.get_context("spawn")
        self.manager = Manager(("127.0.0.1", 0), authkey, ctx=context)
        self.order = []
        self.values = {}
        self.numbers = iter(range(10**12))

    def start(self):
        self.manager.start()
        self.tasks = self.manager.get_task_queue()
        self.answers = self.manager.get_result_queue()
        return self.manager.address

    def put(self, tasks):
        for task in tasks:
            number = next(self.numbers)
            self.order.append(number)
            self.tasks.put((number, task))

    def results(self, n, timeout):
        wanted, end = self.order[:n], time.monotonic() + timeout
        while not set(wanted) <= self.values.keys():
            try:
                number, value = self.answers.get(True, max(0, end - time.monotonic()))
            except queue.Empty:
                missing = set(wanted) - self.values.keys()
                raise TimeoutError(f"still missing: {len(missing)}") from None
            self.values[number] = value
        self.order = self.order[n:]
        return [self.values[number] for number in wanted]

    def shutdown(self):
        if self.manager is not None:
            self.tasks.put(None)
            self.manager.shutdown()
            self.manager = None

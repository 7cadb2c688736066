"""Drives `master`: a second process connects by its own manager class and plays the worker."""

import gc
import multiprocessing.connection
import os
import socket
from multiprocessing.managers import BaseManager

from grader.student.toolkit import Footprint

PATIENCE = 20.0
"""Seconds for what happens at once in a right solution: it only ends hangs."""
SOON = 8.0
"""Seconds in which a worker finds a task that was put before."""
WAITS = (0.2, 1.0, 4.0)
"""Timeouts in seconds for results that never come. A longer one is tried only when fewer results
had arrived than were sent, as on a very slow machine."""


def without_delay(address, connect=multiprocessing.connection.SocketClient):
    """A connection that sends small messages at once.

    Over TCP each connection of a manager is held up for 40 ms otherwise, by Nagle's algorithm.
    """
    connection = connect(address)
    if not isinstance(address, str | bytes):
        with socket.socket(fileno=os.dup(connection.fileno())) as one:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


multiprocessing.connection.SocketClient = without_delay


class Queues(BaseManager):
    """What a worker knows of the master."""


Queues.register("get_task_queue")
Queues.register("get_result_queue")


class Worker:
    """A second process. It is made before the master, so it has no copy of anything of its."""

    def __init__(self):
        context = multiprocessing.get_context("fork")
        self.line, other = context.Pipe()
        self.process = context.Process(target=work, args=(other, self.line), daemon=True)
        self.process.start()
        other.close()

    def do(self, *command):
        """Let it do something; returns what it says of it."""
        self.tell(*command)
        return self.hear()

    def tell(self, *command):
        self.line.send(command)

    def hear(self):
        try:
            return self.line.recv() if self.line.poll(PATIENCE) else "it waits for ever"
        except EOFError:
            return "it died"

    def end(self):
        self.process.kill()
        self.process.join()
        self.line.close()


def work(line, other):
    """Be the worker."""
    other.close()
    multiprocessing.current_process().authkey = os.urandom(16)  # as on another machine
    tasks = results = None
    while True:
        what, *rest = line.recv()
        try:
            if what == "connect":
                address, authkey = rest
                queues = Queues(address, authkey)
                queues.connect()
                tasks, results = queues.get_task_queue(), queues.get_result_queue()
                said = "connected"
            elif what == "take":
                said = [tasks.get(timeout=SOON) for _ in range(rest[0])]
            elif what == "send":
                for result in rest[0]:
                    results.put(result)
                said = "sent"
            else:
                tasks.get()
                said = "ended"
        except Exception as error:
            said = type(error).__name__
        line.send(said)


def opened(student, authkey, worker):
    """A master that was started, and a worker that is connected to it."""
    master = student.Master(authkey.encode())
    address = master.start()
    return master, address, worker.do("connect", address, authkey.encode())


def plain(values):
    return [
        {"exception": type(one).__name__, "message": str(one)}
        if isinstance(one, BaseException)
        else one
        if isinstance(one, int | str | None)
        else repr(one)[:100]
        for one in values
    ]


def pairs(tasks):
    """Tasks as a worker got them, when each is a pair; otherwise the text of them."""
    if isinstance(tasks, list) and all(isinstance(t, tuple) and len(t) == 2 for t in tasks):
        return tasks
    return None


def travels(student, authkey, tasks):
    """Put tasks, let the worker take them and answer each, and ask for the results."""
    worker = Worker()
    master, _, connected = opened(student, authkey, worker)
    master.put(tasks)
    taken = worker.do("take", len(tasks))
    seen = {"connected": connected, "taken": [repr(one)[:80] for one in taken], "results": None}
    if pairs(taken):
        seen["tasks"] = [task for _, task in taken]
        seen["distinct"] = len({task_id for task_id, _ in taken}) == len(taken)
        worker.do("send", [(task_id, f"did {task}") for task_id, task in taken])
        seen["results"] = plain(master.results(len(tasks), PATIENCE))
    master.shutdown()
    worker.end()
    return seen


def answered(student, authkey, size, order, portions, twice=None):
    """Answer the tasks in another order; ask for the results in portions."""
    worker = Worker()
    master, _, _ = opened(student, authkey, worker)
    master.put(list(range(size)))
    taken = {task: task_id for task_id, task in worker.do("take", size)}
    answers = [(taken[task], task * 10) for task in order]
    if twice is not None:
        answers.insert(0, (taken[twice], twice * 10))
    worker.do("send", answers)
    seen = [plain(master.results(portion, PATIENCE)) for portion in portions]
    master.shutdown()
    worker.end()
    return seen


def later(student, authkey, size):
    """The last tasks are answered first, and only the first ones are asked for."""
    worker = Worker()
    master, _, _ = opened(student, authkey, worker)
    seen = []
    for _ in range(2):
        master.put(list(range(size)))
        ids = [task_id for task_id, _ in worker.do("take", size)]
        worker.do("send", [(task_id, n) for n, task_id in reversed(list(enumerate(ids)))])
        seen += [plain(master.results(1, PATIENCE)), plain(master.results(size - 1, PATIENCE))]
    seen.append(plain(master.results(0, PATIENCE)))
    master.shutdown()
    worker.end()
    return seen


def exceptions(student, authkey, tasks, bad, message):
    """The worker answers one task by an exception; one task is None."""
    worker = Worker()
    master, _, _ = opened(student, authkey, worker)
    master.put(tasks)
    taken = worker.do("take", len(tasks))
    if not pairs(taken):
        return {"taken": repr(taken)[:200]}
    worker.do(
        "send",
        [
            (task_id, ValueError(message) if number == bad else repr(task))
            for number, (task_id, task) in enumerate(taken)
        ],
    )
    seen = plain(master.results(len(tasks), PATIENCE))
    master.shutdown()
    worker.end()
    return {"taken": [repr(task) for _, task in taken], "results": seen}


def refused(student, authkey, other):
    worker = Worker()
    master = student.Master(authkey.encode())
    address = master.start()
    first = worker.do("connect", address, other.encode())
    second = worker.do("connect", address, authkey.encode())
    master.shutdown()
    worker.end()
    return [first, second]


def too_late(student, authkey, size, answered):
    """Ask for results that nobody sends, then for some that nobody sends, then for all."""
    worker = Worker()
    master, _, _ = opened(student, authkey, worker)
    master.put(list(range(size)))
    seen = {"none": late(master, size, WAITS[0])}
    ids = [task_id for task_id, _ in worker.do("take", size)]
    worker.do(
        "send", [(task_id, task_id_number) for task_id_number, task_id in enumerate(ids)][:answered]
    )
    for wait in WAITS:
        seen["some"] = late(master, size, wait)
        if str(size - answered) in (seen["some"] or {}).get("message", ""):
            break
    worker.do("send", [(task_id, n) for n, task_id in enumerate(ids)][answered:])
    try:
        seen["all"] = plain(master.results(size, SOON))
    except Exception as error:
        seen["all"] = f"{type(error).__name__}: {error}"
    master.shutdown()
    worker.end()
    return seen


def late(master, size, wait):
    try:
        return {"raised": None, "message": repr(master.results(size, wait))[:100]}
    except Exception as error:
        return {"raised": type(error).__name__, "message": str(error)[:200]}


def two_masters(student, authkey):
    """Two at once, each with queues of its own; and a third after them."""
    workers = [Worker(), Worker()]
    opened_ = [opened(student, authkey, worker) for worker in workers]
    seen = {"same_address": opened_[0][1] == opened_[1][1]}
    for number, (master, _, _) in enumerate(opened_):
        master.put([f"task of {number}"])
    seen["taken"] = [
        [task for _, task in pairs(taken) or []]
        for taken in [worker.do("take", 1) for worker in workers]
    ]
    for master, _, _ in opened_:
        master.shutdown()
    third, _, seen["third"] = opened(student, authkey, workers[0])
    third.shutdown()
    for worker in workers:
        worker.end()
    return seen


def spawned(student, authkey, task):
    """Where processes are spawned, as on macOS and Windows."""
    worker = Worker()
    multiprocessing.set_start_method("spawn", force=True)
    try:
        master, _, connected = opened(student, authkey, worker)
    except Exception as error:
        return {"connected": f"start() raised {type(error).__name__}", "tasks": []}
    master.put([task])
    taken = worker.do("take", 1)
    master.shutdown()
    worker.end()
    return {"connected": connected, "tasks": [task for _, task in pairs(taken) or []]}


def shut(student, authkey):
    """Shut down while a worker waits for a task; is everything gone?"""
    worker = Worker()
    multiprocessing.active_children()
    before = Footprint()
    master, address, _ = opened(student, authkey, worker)
    worker.tell("wait")
    master.shutdown()
    seen = {"connection": knock(address), "address": bind_again(address)}
    seen["worker"] = worker.hear() != "it waits for ever"
    try:
        master.shutdown()
        seen["again"] = None
    except Exception as error:
        seen["again"] = type(error).__name__
    del master
    gc.collect()
    left = Footprint().beyond(before)
    worker.end()
    return seen | {"processes": len(left["processes"])}


def family(address):
    return socket.AF_UNIX if isinstance(address, str | bytes) else socket.AF_INET


def knock(address):
    """What a connection to the address gives."""
    with socket.socket(family(address), socket.SOCK_STREAM) as one:
        try:
            one.connect(address)
        except OSError:
            return "refused"
        return "accepted"


def bind_again(address):
    """Whether somebody else can have the address now."""
    with socket.socket(family(address), socket.SOCK_STREAM) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if isinstance(address, str) and not os.path.isdir(os.path.dirname(address)):
            return "free"
        try:
            one.bind(address)
        except OSError as error:
            return f"taken: {error.strerror}"
        return "free"

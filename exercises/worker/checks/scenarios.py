"""Drives ``serve`` inside the sandbox, in processes of its own beside a real master."""

import multiprocessing
import os
import queue
import signal
from multiprocessing.managers import BaseManager

from grader.student.toolkit import Affine, Raises, Referee, Task

FORK = multiprocessing.get_context("fork")
KEY, OTHER_KEY = b"the master's key", b"another key"
ERRORS = {
    kind.__name__: kind
    for kind in (ValueError, TypeError, RuntimeError, EOFError, ConnectionResetError)
}


class Queues(BaseManager):
    """The master's manager; workers have to bring their own."""


class Master:
    """A server process with the two queues; ``tasks`` are in it before any worker is."""

    def __init__(self, referee, tasks=(), tcp=False):
        waiting, done = queue.Queue(), queue.Queue()
        for task in tasks:
            waiting.put(task)
        Queues.register("get_task_queue", callable=lambda: waiting)
        Queues.register("get_result_queue", callable=lambda: done)
        self._manager = Queues(("127.0.0.1", 0) if tcp else None, KEY, ctx=FORK)
        self._manager.start()
        self.address = self._manager.address
        self.pid = self._manager._process.pid
        # Its main thread wakes each second to see whether it shall stop: no sign of life.
        referee.trust(self.pid)

    def put(self, *tasks):
        waiting = self._manager.get_task_queue()
        for task in tasks:
            waiting.put(task)

    def results(self):
        done, found = self._manager.get_result_queue(), []
        while not done.empty():
            found.append(shown(done.get()))
        return found

    def die(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)


def shown(result):
    """A result as JSON can say it: ``[id, value]``, or ``[id, {type, message}]``."""
    if not (isinstance(result, tuple) and len(result) == 2):
        return repr(result)[:200]
    number, value = result
    if isinstance(value, BaseException):
        return [number, {"type": type(value).__name__, "message": str(value)}]
    return [number, value if isinstance(value, int | str | None) else repr(value)[:200]]


class Workers:
    """Processes that call ``serve``; each tells how that ended, and then stays at a gate."""

    def __init__(self, referee, count, student, master, func, key=KEY):
        self._referee = referee
        referee.hold("ended")
        self._ends = []
        for _ in range(count):
            here, there = FORK.Pipe(duplex=False)
            arguments = (there, referee, student, master.address, key, func)
            FORK.Process(target=_serve, args=arguments, daemon=True).start()
            there.close()
            self._ends.append(here)

    def wait(self):
        """Until all have ended, or nothing more can happen; how those ended that did."""
        self._referee.wait("ended", len(self._ends))
        return self.ended()

    def ended(self):
        return [end.recv() for end in self._ends if end.poll()]


def _serve(pipe, referee, student, address, key, func):
    try:
        outcome = {"returned": student.serve(address, key, func), "raised": None}
        if not isinstance(outcome["returned"], int | None):
            outcome["returned"] = repr(outcome["returned"])[:200]
    except BaseException as error:
        names = [kind.__name__ for kind in type(error).__mro__]
        outcome = {"returned": None, "raised": names, "message": str(error)[:500]}
    pipe.send(outcome)
    try:
        with referee.visit("ended", os.getpid()):
            pass
    except RuntimeError:
        return


def work(student, tasks, factor=1, offset=0, bad=None, tcp=False):
    """One worker, all tasks and the end marker are there from the beginning."""
    with Referee() as referee:
        special = {task: Raises(ERRORS[kind], text) for task, kind, text in bad or ()}
        func = Task(referee, None, Affine(factor, offset), special=special)
        master = Master(referee, [*map(tuple, tasks), None], tcp=tcp)
        workers = Workers(referee, 1, student, master, func)
        ended = workers.wait()
        return {"ended": ended, "results": master.results()}


def odd_tasks(student, first):
    """Tasks that are false, empty or None are tasks."""
    with Referee() as referee:
        tasks = [0, "", [], None, (1, 2), False]
        master = Master(referee, [*enumerate(tasks, first), None])
        workers = Workers(referee, 1, student, master, repr)
        ended = workers.wait()
        return {"ended": ended, "results": master.results(), "tasks": [repr(one) for one in tasks]}


def late(student, tasks, factor, offset):
    """The tasks come when the worker has nothing left to do but wait."""
    with Referee() as referee:
        master = Master(referee)
        func = Task(referee, None, Affine(factor, offset))
        workers = Workers(referee, 1, student, master, func)
        referee.settle()
        early = workers.ended()
        if not early:
            master.put(*map(tuple, tasks), None)
            workers.wait()
        return {"early": early, "results": master.results()}


def share(student, count):
    """As many tasks as workers, and each task waits until all of them are being done."""
    with Referee() as referee:
        referee.meet("task", count)
        master = Master(referee, [*((number, number) for number in range(count)), None])
        Workers(referee, count, student, master, Task(referee, "task"))
        # A task leaves its gate before its result is sent; the results tell that all are through.
        referee.wait("ended", count)
        seen = referee.report("task")
        return {"at_once": seen["most"], "processes": len(set(seen["pids"]))}


def one_marker(student, count):
    """Several workers wait, and one end marker comes."""
    with Referee() as referee:
        master = Master(referee)
        workers = Workers(referee, count, student, master, Task(referee))
        referee.settle()
        master.put(None)
        return workers.wait()


def master_dies(student, busy):
    """The master is killed while the worker waits for a task, or (busy) holds one."""
    with Referee() as referee:
        referee.hold("task")
        master = Master(referee, [(1, 1)] if busy else [])
        workers = Workers(referee, 1, student, master, Task(referee, "task"))
        if busy:
            referee.wait("task", 1)
        else:
            referee.settle()
        master.die()
        referee.release("task")
        return workers.wait()


def wrong_key(student):
    """``serve`` is given another key than the master has."""
    with Referee() as referee:
        master = Master(referee, [(1, 1), None])
        # The key that a manager uses when it is given none.
        multiprocessing.current_process().authkey = KEY
        workers = Workers(referee, 1, student, master, Task(referee), key=OTHER_KEY)
        ended = workers.wait()
        return {"ended": ended, "results": master.results()}

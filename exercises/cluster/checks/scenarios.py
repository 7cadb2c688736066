"""Drives `cluster`: tasks whose workers are killed while they provably hold them."""

import gc
import multiprocessing.connection
import multiprocessing.managers
import os
import signal
import socket
import threading
import time
from functools import partial

from grader.student.toolkit import Affine, Footprint, Raises, Referee, Task, portable

KEY = b"a key for this check"
SLOW = 0.5
"""Seconds that a slow task takes. Nothing is measured by it: a right solution gives the task out
once however long it takes, and one that takes slow for dead has that long to show it."""


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


def watched(referee):
    """Tell the referee which processes are servers of managers: their timers do nothing."""
    serve = multiprocessing.managers.Server.serve_forever

    def serve_forever(self):
        referee.trust(os.getpid())
        serve(self)

    multiprocessing.managers.Server.serve_forever = serve_forever


def plain(report):
    return {
        "results": [
            {"exception": type(one).__name__, "message": str(one)}
            if isinstance(one, BaseException)
            else one
            if isinstance(one, int | str | None)
            else repr(one)[:100]
            for one in report.results
        ],
        "retries": report.retries,
    }


def attempts(referee, gate):
    """How often each task was begun."""
    keys = referee.report(gate)["keys"]
    return {str(key): keys.count(key) for key in keys}


def backwards(student, tasks, workers, factor, offset, max_attempts=3):
    """Whenever nothing more can start, the task that started last may end."""
    with Referee() as referee:
        watched(referee)
        referee.turnstile("task", expect=1, releases=None, last_first=True)
        task = Task(referee, "task", Affine(factor, offset))
        return plain(student.run(task, tasks, workers, KEY, max_attempts))


def crowd(student, count, workers, killed):
    """Hold the tasks until no other can start; the first worker may have been killed before."""
    with Referee() as referee:
        watched(referee)
        referee.turnstile("task", expect=workers)
        if killed:
            referee.kill("task", 0)
        student.run(Task(referee, "task"), list(range(count)), workers, KEY)
        seen = referee.report("task")
        return {
            "first": seen["seen"][0] if seen["seen"] else 0,
            "most": seen["most"],
            "in_caller": seen["pids"].count(os.getpid()),
            "processes": len(set(seen["pids"])),
        }


def killed(student, count, workers, victims, factor, max_attempts, times):
    """Kill the worker that holds one of these tasks, the first `times` times."""
    with Referee() as referee:
        watched(referee)
        referee.linger("task")
        for victim in victims:
            referee.kill("task", victim, times=times)
        task = Task(referee, "task", Affine(factor, 0))
        report = student.run(task, list(range(count)), workers, KEY, max_attempts)
        return plain(report) | {
            "attempts": attempts(referee, "task"),
            "spared": any(one["spared"] for one in referee.killed()),
        }


def raising(student, count, bad, message):
    with Referee() as referee:
        task = Task(referee, "task", special={bad: Raises(ValueError, message)})
        report = student.run(task, list(range(count)), 2, KEY)
        return plain(report) | {"attempts": attempts(referee, "task")}


def slow(student, count, slow_one):
    """One task takes long, while the others are done."""
    with Referee() as referee:
        referee.hold("slow")
        task = partial(portable(visit), referee, slow_one)
        over = threading.Event()

        def let_go():
            # Until it was given out again, which must not happen, or for a while.
            while not over.is_set() and not referee.report("slow")["arrivals"]:
                over.wait(0.02)
            end = time.monotonic() + SLOW
            while not over.is_set() and time.monotonic() < end:
                if referee.report("slow")["arrivals"] > 1:
                    break
                over.wait(0.05)
            while not over.is_set():
                referee.release("slow")
                over.wait(0.05)

        watcher = threading.Thread(target=let_go)
        watcher.start()
        try:
            report = student.run(task, list(range(count)), 2, KEY)
        finally:
            over.set()
            watcher.join()
        return plain(report) | {"attempts": attempts(referee, "slow")}


def visit(referee, slow_one, number):
    with referee.visit("slow" if number == slow_one else "quick", number):
        return number


def idle_die(student, factor, workers, times):
    """As many tasks as workers. All but one are done, and who waits for more is killed.

    Then the worker that has the last task is killed as well, so many times. There are attempts
    enough for a master that notices a death only when it hands out the next task.
    """
    with Referee() as referee:
        watched(referee)
        referee.meet("all", workers)
        referee.hold("last")
        over = threading.Event()

        def kill(pids):
            for pid in pids - {os.getpid()}:
                os.kill(pid, signal.SIGKILL)
            referee.settle()

        def holders(arrivals):
            while not over.is_set() and referee.report("last")["arrivals"] < arrivals:
                over.wait(0.02)
            referee.settle()
            return {pid for _, pid in referee.report("last")["holders"]}

        def strike():
            busy = holders(1)
            kill(set(referee.report("all")["pids"]) - busy)
            for arrivals in range(1, times + 1):
                kill(holders(arrivals))
            while not over.is_set():
                referee.release("last")
                over.wait(0.05)

        striker = threading.Thread(target=strike)
        striker.start()
        try:
            task = partial(portable(meet_first), referee, factor)
            report = student.run(task, list(range(workers)), workers, KEY, times + workers + 1)
        finally:
            over.set()
            striker.join()
        return plain(report) | {"attempts": attempts(referee, "all")}


def meet_first(referee, factor, number):
    """Meet the other tasks; task 0 is then held."""
    with referee.visit("all", number):
        pass
    with referee.visit("last" if number == 0 else "quick", number):
        return factor * number


class Letter:
    """A result whose sender is killed as soon as it is on its way.

    It is opened on the other side, in the server or the master: that is the moment at which it
    has left the worker and nobody has dealt with it yet. It is not let through before nothing else
    can happen, so that the worker's death is known first.
    """

    def __init__(self, referee, number):
        self.parts = referee, number, os.getpid()

    def __reduce__(self):
        return portable(opened), self.parts


def opened(referee, number, sender):
    path = os.path.join(referee.folder, "opened")
    if os.getpid() != sender:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return number
        os.kill(sender, signal.SIGKILL)
        with referee.visit("letter", number):
            pass
    return number


def answer_by_letter(referee, special, last, number):
    with referee.visit("last" if number == last else "task", number):
        return Letter(referee, number) if number == special else number


def late_answer(student, count, special):
    """The worker dies when its answer is on its way, and is known to be dead before it comes.

    The last task takes until after that.
    """
    with Referee() as referee:
        watched(referee)
        referee.linger("letter")
        referee.linger("last")
        task = partial(portable(answer_by_letter), referee, special, count - 1)
        report = student.run(task, list(range(count)), 2, KEY)
        return plain(report) | {"attempts": attempts(referee, "task")}


def nothing_left(student, count, die):
    with Referee() as referee:
        task = Task(referee, "task")

        def call():
            student.run(task, list(range(count)), 2, KEY)
            gc.collect()
            referee.settle()  # the thread of a queue that nobody has any more ends by itself

        watched(referee)
        call()
        before = Footprint()
        if die:
            referee.kill("task", 1)
        call()
        left = Footprint().beyond(before)
        return {name: len(left[name]) for name in ("processes", "threads")}

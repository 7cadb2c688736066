"""Programs for the toolkit to watch; run as a script: ``situations.py NAME '{"json": 1}'``.

A script of its own, because spawned processes import the main module again.
"""

import ctypes
import json
import multiprocessing
import os
import socket
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from grader.student.procfs import descendants, processes
from grader.student.toolkit import (
    Affine,
    Footprint,
    Payload,
    Raises,
    Recorder,
    Referee,
    Task,
    collect,
    portable,
    together,
)


def crowd(how, method="fork", count=5, workers=3, nap=None):
    """Tasks at a turnstile, driven in some way."""
    with Referee() as referee:
        referee.turnstile("work", expect=workers)
        drive = globals()[f"_{how}"]
        context = multiprocessing.get_context(method)
        result = drive(context, Task(referee, "work", Affine(3, 1)), count, workers, nap)
        seen = referee.report("work")
    return {
        "result": result,
        "seen": seen["seen"],
        "most": seen["most"],
        "reasons": seen["reasons"],
        "processes": len(set(seen["pids"])),
        "events": sum(event["what"] == "end" for event in collect()),
    }


def _pool(context, task, count, workers, nap):
    with context.Pool(workers) as pool:
        return pool.map(task, range(count), chunksize=1)


def _executor(context, task, count, workers, nap):
    with ProcessPoolExecutor(workers, mp_context=context) as executor:
        return list(executor.map(task, range(count)))


def _threads(context, task, count, workers, nap):
    with ThreadPoolExecutor(workers) as executor:
        return list(executor.map(task, range(count)))


def _serial(context, task, count, workers, nap):
    return [task(number) for number in range(count)]


def _each(context, task, count, workers, nap):
    all_of_them = [context.Process(target=task, args=(number,)) for number in range(count)]
    for process in all_of_them:
        process.start()
    for process in all_of_them:
        process.join()


def _polling(context, task, count, workers, nap):
    """Looks after its processes again and again; with ``nap`` None without any pause."""
    waiting, running = list(range(count)), []
    while waiting or running:
        running = [process for process in running if process.is_alive()]
        while waiting and len(running) < workers:
            process = context.Process(target=task, args=(waiting.pop(0),))
            process.start()
            running.append(process)
        if nap is not None:
            time.sleep(nap)


def _orphans(context, task, count, workers, nap):
    """Each task in a process whose parent is gone."""
    here, there = os.pipe()
    for number in range(count):
        between = os.fork()
        if not between:
            if not os.fork():
                task(number)
            os._exit(0)
        os.waitpid(between, 0)
    os.close(there)
    os.read(here, 1)  # the end comes when the last of them has ended


def adopted(**keywords):
    """The same for a scenario whose parent inherits orphans, as the sandbox's init does."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    sys.modules["grader.student.zygote"] = sys
    here, there = os.pipe()
    child = os.fork()
    if not child:
        os.close(here)
        os.write(there, json.dumps(crowd("orphans", **keywords)).encode())
        os._exit(0)
    os.close(there)
    with open(here, "rb") as answer:
        result = json.loads(answer.read())
    os.waitpid(child, 0)
    return result


def meeting(method, needed, count):
    """``count`` processes come to a meeting of ``needed``."""
    context = multiprocessing.get_context(method)
    with Referee() as referee:
        referee.meet("gate", needed)
        _each(context, Task(referee, "gate"), count, count, None)
        seen = referee.report("gate")
    return {"met": seen["met"], "seen": seen["seen"], "arrivals": seen["arrivals"]}


def read_then_write(locked):
    """Two threads meet between the read and the write of a counter, if nothing keeps them out."""
    lock = threading.Lock() if locked else Semaphoreless()
    state = {"value": 0}
    with Referee() as referee:
        referee.meet("between", 2)

        def add():
            with lock:
                old = state["value"]
                with referee.visit("between"):
                    pass
                state["value"] = old + 1

        together(add, add)
        return {"value": state["value"], "met": referee.report("between")["met"]}


class Semaphoreless:
    """A lock that keeps nobody out."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


def killed(method, times, attempts):
    """The holder of task 7 is killed ``times`` times; it is started again ``attempts`` times."""
    context = multiprocessing.get_context(method)
    with Referee() as referee:
        referee.kill("work", 7, times=times)
        codes = []
        for _ in range(attempts):
            for number in (6, 7):
                process = context.Process(target=Task(referee, "work"), args=(number,))
                process.start()
                process.join()
                codes.append(process.exitcode)
        return {"codes": codes, "killed": [one["key"] for one in referee.killed()]}


def spared():
    """A killing rule meets a task in the scenario's own process."""
    with Referee() as referee:
        referee.kill("work", 1)
        Task(referee, "work")(1)
        return [one["spared"] for one in referee.killed()]


def never_twice(method, count):
    """One worker, many tasks: how many are ever inside at once?"""
    context = multiprocessing.get_context(method)
    with Referee() as referee:
        with context.Pool(1) as pool:
            pool.map(Task(referee, "work"), range(count), chunksize=1)
        seen = referee.report("work")
        return {"most": seen["most"], "arrivals": seen["arrivals"]}


def left_behind(joined, method):
    """Processes that are there after a pool was closed, and joined or not."""
    context = multiprocessing.get_context(method)
    with Referee() as referee:
        referee.linger("exit")
        before = Footprint()
        pool = context.Pool(2)
        pool.map(Task(referee, lingers="exit"), range(4))
        pool.close()
        if joined:
            pool.join()
        left = Footprint().beyond(before)["processes"]
        pool.join()
        return len(left)


def held_back():
    """Two small messages in a row over TCP: the kernel holds the second one back."""
    with Referee() as referee:
        listener = socket.create_server(("127.0.0.1", 0))

        def receive():
            connection, _ = listener.accept()
            with connection:
                connection.recv(1)
                connection.recv(1)
                with referee.visit("received"):
                    pass

        def send():
            connection = socket.create_connection(listener.getsockname())
            connection.send(b"a")
            connection.send(b"b")
            return connection

        receiver = threading.Thread(target=receive)
        receiver.start()
        referee.hold("received")
        connection = send()
        inside = referee.wait("received", 1)
        referee.release("received")
        receiver.join()
        connection.close()
        listener.close()
        return inside


def footprint():
    """A descriptor, a thread and a process are left behind."""
    before = Footprint()
    event = threading.Event()
    thread = threading.Thread(target=event.wait, name="left")
    thread.start()
    descriptor = os.open(os.devnull, os.O_RDONLY)
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    left = Footprint().beyond(before)
    event.set()
    thread.join()
    os.close(descriptor)
    os.waitpid(child, 0)
    after = Footprint().beyond(before)
    states = [one["state"] for one in left["processes"]]
    return {"left": [states, left["threads"], left["descriptors"]], "after": after}


def no_child():
    """What ``os.wait`` says while a referee runs."""
    with Referee():
        try:
            return os.wait()
        except ChildProcessError:
            return "no child"


def gone(method):
    """Events, big values, errors and scenario functions cross between processes."""
    context = multiprocessing.get_context(method)
    recorder = Recorder()
    with Referee() as referee, context.Pool(2) as pool:
        task = Task(referee, then=Payload(1 << 20), special={1: Raises(ValueError, "one")})
        size = len(pool.apply(task, (0,)))
        try:
            pool.apply(task, (1,))
        except ValueError as error:
            message = str(error)
        doubled = pool.apply(portable(_double), (recorder, 21))
    return {"size": size, "message": message, "doubled": doubled, "noted": recorder.count("here")}


def _double(recorder, number):
    recorder.note(number, "here")
    return 2 * number


def ends_with_the_scenario():
    """A scenario that ends without stopping its referee: the referee's pid."""
    before = set(processes())
    here, there = os.pipe()
    child = os.fork()
    if not child:
        referee = Referee()
        referee.report("gate")
        new = set(processes()) - before - descendants(processes(), [os.getpid()])
        # Those of others may be among them; ours is the one that has our command line.
        mine = [pid for pid in new if _same_command(pid)]
        os.write(there, json.dumps(mine).encode())
        os._exit(0)
    os.close(there)
    with open(here, "rb") as answer:
        pids = json.loads(answer.read())
    os.waitpid(child, 0)
    for pid in pids:
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        # Blocks until it has ended: a referee that stays makes this test hang.
        import select

        select.select([descriptor], [], [])
        os.close(descriptor)
    return len(pids)


def _same_command(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as one, open("/proc/self/cmdline", "rb") as two:
            return one.read() == two.read()
    except OSError:
        return False


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](**json.loads(sys.argv[2]))))

"""Drives `process`: jobs that record, meet, fail and are killed."""

import gc
import multiprocessing
import os
from functools import partial

from grader.student.toolkit import Footprint, Raises, Recorder, Referee, Task, portable


def tell(recorder, key, *rest):
    """What a job does: it tells its process's name and its arguments."""
    recorder.note(key, f"name {multiprocessing.current_process().name}")
    recorder.note(key, f"args {rest!r}")


def told(recorder, what):
    """What the jobs told, by key: ``[text, pid]``."""
    return {
        event["task"]: [event["what"].removeprefix(what + " "), event["pid"]]
        for event in recorder.events()
        if event["what"].startswith(what + " ")
    }


def plain(outcomes):
    return [[one.name, one.pid, one.exitcode] for one in outcomes]


def outcomes(student, names):
    with Referee() as referee:
        # Jobs that are at work until everybody waits for them.
        referee.linger("work")
        jobs = [student.Job(name, Task(referee, "work", key=name), ()) for name in names]
        seen = plain(student.run_all(jobs))
        report = referee.report("work")
        return {
            "outcomes": seen,
            "me": os.getpid(),
            "ran": dict(zip(report["keys"], report["pids"], strict=True)),
        }


def together(student, jobs):
    with Referee() as referee:
        referee.meet("start", jobs)
        task = Task(referee, "start")
        student.run_all([student.Job(f"job {n}", task, (n,)) for n in range(jobs)])
        referee.settle()
        return referee.report("start")["seen"]


def names(student, names):
    recorder = Recorder()
    student.run_all(
        [student.Job(name, partial(portable(tell), recorder, name), ()) for name in names]
    )
    return {name: text for name, (text, _) in told(recorder, "name").items()}


def arguments(student, arguments):
    recorder = Recorder()
    student.run_all(
        [
            student.Job(f"job {n}", partial(portable(tell), recorder, n), tuple(rest))
            for n, rest in enumerate(arguments)
        ]
    )
    return [told(recorder, "args").get(n, [None])[0] for n in range(len(arguments))]


def order(student, names, late):
    with Referee() as referee:
        referee.linger("late")
        jobs = [
            student.Job(name, Task(referee, "late" if name == late else None, key=name), ())
            for name in names
        ]
        return [one.name for one in student.run_all(jobs)]


def failing_job(student, code):
    with Referee() as referee:
        # The good ones are still at work when the bad ones have failed.
        referee.linger("good")
        referee.kill("bad", "killed")
        jobs = [
            student.Job("first", Task(referee, "good", key="first"), ()),
            student.Job("raises", Raises(ValueError, "no"), ()),
            student.Job("exits", Raises(SystemExit, code), ()),
            student.Job("killed", Task(referee, "bad", key="killed"), ()),
            student.Job("last", Task(referee, "good", key="last"), ()),
        ]
        return [[one.name, one.exitcode] for one in student.run_all(jobs)]


def same_name(student, name, other):
    recorder = Recorder()
    jobs = [
        student.Job(called, partial(portable(tell), recorder, n), ())
        for n, called in enumerate((name, other, name))
    ]
    outcomes = plain(student.run_all(jobs))
    ran = told(recorder, "args")
    return {"outcomes": outcomes, "ran": [ran.get(n, [None, None])[1] for n in range(3)]}


def nobody_left(student, jobs):
    with Referee() as referee:
        good = Task(referee, lingers="exit", key="good")
        bad = Task(referee, None, Raises(ValueError, "no"), lingers="exit", key="bad")
        student.run_all([student.Job("warm up", good, ())])
        gc.collect()
        before = Footprint()
        # From here on a process stays until everybody waits for it, or nobody does.
        referee.linger("exit")
        for _ in range(2):
            student.run_all([student.Job(f"job {n}", good if n else bad, ()) for n in range(jobs)])
        gc.collect()
        left = Footprint().beyond(before)
        return {name: len(things) for name, things in left.items()}


def empty(student):
    return plain(student.run_all([]))

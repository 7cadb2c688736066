"""Drives `fork`: calls run_in_child and tells what was seen."""

import hashlib
import os
import signal
import sys

from grader.student.toolkit import Footprint

escaped = []
"""Write end of a pipe that tells of children that came back from run_in_child."""


def call(student, func):
    """Call run_in_child; a child that comes out of it goes no further than here."""
    me = os.getpid()
    code = 0
    try:
        report = student.run_in_child(func)
    except BaseException as error:
        if os.getpid() == me:
            raise
        code = error.code if isinstance(error, SystemExit) else 1
    if os.getpid() != me:
        for end in escaped:
            os.write(end, b"!")
        os._exit(code if isinstance(code, int) else 1)
    return report


def plain(report):
    return {"pid": report.pid, "exit_code": report.exit_code, "value": report.value}


def comes_back(student, payload):
    report = call(student, lambda: [payload, os.getpid(), os.getppid()])
    return {"me": os.getpid()} | plain(report)


def any_value(student, number):
    values = [None, 0, "", False, (), {"n": number}, (number, [number]), ValueError(number)]
    seen = []
    for value in values:
        report = call(student, lambda value=value: value)
        seen.append([repr(value), report.exit_code, repr(report.value)])
    return seen


def big_value(student, size, letter):
    report = call(student, lambda: letter.encode() * size)
    value = report.value
    return {
        "exit_code": report.exit_code,
        "type": type(value).__name__,
        "size": len(value) if isinstance(value, bytes) else -1,
        "digest": hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else "",
    }


class Odd(BaseException):
    """An exception that is no Exception."""


def raising(kind, *arguments):
    def func():
        raise kind(*arguments)

    return func


def exceptions(student):
    kinds = {
        "ValueError": raising(ValueError, "no"),
        "SystemExit(0)": raising(SystemExit, 0),
        "SystemExit(3)": raising(SystemExit, 3),
        "KeyboardInterrupt": raising(KeyboardInterrupt),
        "a BaseException": raising(Odd),
    }
    seen = {}
    for name, func in kinds.items():
        report = call(student, func)
        seen[name] = [report.exit_code, report.value]
    return seen


def unpicklable(student, size):
    seen = {}
    for name, func in {
        "a lambda": lambda: lambda: None,
        "a long list that ends with a lambda": lambda: ["x" * size, lambda: None],
    }.items():
        report = call(student, func)
        seen[name] = [report.exit_code, report.value]
    return seen


def ends(student, code):
    def die_by(number):
        os.kill(os.getpid(), number)
        signal.pause()

    seen = {}
    for name, func in {
        "signal 9": lambda: die_by(signal.SIGKILL),
        "signal 15": lambda: die_by(signal.SIGTERM),
        "exit code": lambda: os._exit(code),
        "exit code 0": lambda: os._exit(0),
    }.items():
        report = call(student, func)
        seen[name] = [report.exit_code, report.value]
    return seen


def stays_out(student, mark):
    reading, writing = os.pipe()
    escaped.append(writing)
    # Not flushed: the child has a copy of it in its buffer.
    sys.stdout.write(f"{mark}\n")
    for func in (os.getpid, raising(ValueError), raising(SystemExit, 0), raising(Odd)):
        call(student, func)
    sys.stdout.flush()
    os.close(writing)
    came_back = len(os.read(reading, 100))
    os.close(reading)
    return came_back


def other_child(student, code):
    other = os.fork()
    if other == 0:
        os._exit(code)
    # It has ended and waits to be waited for; WNOWAIT leaves it so.
    os.waitid(os.P_PID, other, os.WEXITED | os.WNOWAIT)
    report = call(student, os.getpid)
    try:
        found = os.waitstatus_to_exitcode(os.waitpid(other, 0)[1])
    except ChildProcessError:
        found = None
    return {"exit_code": report.exit_code, "other": found}


def no_leaks(student, calls):
    def die():
        os.kill(os.getpid(), signal.SIGKILL)
        signal.pause()

    funcs = [os.getpid, raising(ValueError), raising(SystemExit, 0), lambda: lambda: None, die]
    call(student, os.getpid)
    before = Footprint()
    for number in range(calls):
        call(student, funcs[number % len(funcs)])
    left = Footprint().beyond(before)
    return {name: len(things) for name, things in left.items()}

"""One request, in a process of its own: confined, then given over to the student's code.

Everything that is used after student code has begun was bound before: a submission that patches
``os``, ``json``, ``builtins`` or ``sys`` does not reach the way in which the answer is written. It
shares the process, though, and can therefore lie about what it saw itself; that is why no
expectation ever enters this process, and why :mod:`grader.student.audit` watches.

The answer is written before anything that student code may have left to run at the end of the
process (``atexit``, destructors, threads that never end); then the process ends without them.
"""

# ruff: noqa: UP029 - builtins are bound here, before student code can patch them
from __future__ import annotations

import faulthandler
import fcntl
import importlib
import linecache
import math
import os
import signal
import sys
from builtins import BaseException, dict, int, isinstance, list, type
from types import ModuleType
from typing import Any, NoReturn

from grader.student import (
    audit,
    failures,
    frames,
    kernel,
    landlock,
    limits,
    loading,
    locks,
    plain,
    seccomp,
    signals,
    veil,
)

UNCONFINED = 71
"""Exit code when confinement failed; no student code ran then."""
_OWN_FDS = 240
"""The child's own descriptors lie from here on, out of the way of student code."""
_MAX_FD = 4096

Preparation = tuple[str, str, Any, Any] | None
"""The module's name, the scenarios' text, and both texts compiled; see ``ahead``."""

_exit = os._exit
_getpid = os.getpid
_write = os.write
_close = os.close
_encode = plain.encode
_trust = audit.trust
_describe = failures.describe
_write_frame = frames.write_frame


def start(request: dict[str, Any], config: dict[str, Any], pipes: dict[str, int]) -> NoReturn:
    """Run ``request`` in this freshly forked process and end it.

    Args:
        request: the fields of a ``wire.RunRequest``.
        config: what the trusted side said once; see ``zygote``.
        pipes: name of each pipe to the end that is written.
    """
    code = UNCONFINED
    try:
        kernel.forget_freed(False)
        own = _take_descriptors(pipes)
        confine(request, config)
        sources = loading.read_sources(config["submission"], request["job"]["module"])
        _prepare(request["job"], config, own, sources)
        os.write(own["notes"], b"B\n")
        code = 0
        _answer(request, own, sources, config.get("prepared"))
        _flush()
    except BaseException as error:
        if code == UNCONFINED:
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        _exit(code)


def _take_descriptors(pipes: dict[str, int]) -> dict[str, int]:
    """Standard streams to 0, 1, 2; our own out of the way; everything else closed."""
    # Opened anew: the zygote's own is shared with all of its children, and with it the flags, the
    # owner for signals and the locks that any of them puts on it.
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(pipes["stdout"], 1)
    os.dup2(pipes["stderr"], 2)
    own = {
        name: fcntl.fcntl(pipes[name], fcntl.F_DUPFD_CLOEXEC, _OWN_FDS)
        for name in ("answer", "stacks", "notes")
    }
    os.closerange(3, _OWN_FDS)
    os.closerange(max(own.values()) + 1, _MAX_FD)
    return own


def confine(request: dict[str, Any], config: dict[str, Any]) -> None:
    """Bind this process to its limits, for good; ``request`` says how much time it has."""
    os.setsid()
    limits.apply(config["limits"], cpu_seconds=max(1, math.ceil(request["cpu_limit"])))
    # The child is dumpable again, so that its own /proc entries are its own.
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
    if config["landlock"] is not None:
        landlock.restrict(config["landlock"])
    if config.get("child_filter") and not seccomp.install(config["child_filter"]):
        raise OSError("the kernel took no seccomp filter")


def _prepare(
    job: dict[str, Any], config: dict[str, Any], own: dict[str, int], sources: failures.Sources
) -> None:
    """Make this process look like a fresh interpreter that runs a script."""
    signals.as_in_a_fresh_interpreter()
    sys.modules["__main__"] = ModuleType("__main__")
    sys.argv[:] = [job["module"] + ".py"]
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    faulthandler.enable(file=own["stacks"])
    faulthandler.register(signals.STACKS, file=own["stacks"], all_threads=True)
    signal.signal(signals.WAITS, locks.reporter(own["notes"], sources))
    audit.install(own["notes"], sources, config["caps"]["flags"])


def _answer(
    request: dict[str, Any], own: dict[str, int], sources: failures.Sources, prepared: Preparation
) -> None:
    pid = _getpid()
    job = request["job"]
    kind, value, error = _perform(job, sources, prepared)
    if _getpid() != pid:
        # A process that the student's code forked and that came back here: it is no answer.
        _flush()
        _exit(0)
    fields = {"kind": kind, "error": error, "nonce": request["nonce"]}
    try:
        text = _encode(value)
    except plain.UnfitError as unfit:
        fields["kind"] = "unfit"
        fields["error"] = _unfit(unfit)
        text = "null"
    flags = audit.changed_modules(explored=job["mode"] in ("explore", "replay"))
    _write(own["notes"], _helpers())
    body = f'{{"value":{text},"events":{_events()},"flags":{_encode(flags)},{_encode(fields)[1:]}'
    _write_frame(own["answer"], body.encode("ascii"))
    _close(own["answer"])


def _perform(
    job: dict[str, Any], sources: failures.Sources, prepared: Preparation
) -> tuple[str, Any, Any]:
    """Do what the job says: the answer's kind, value and error."""
    if job["mode"] in ("explore", "replay"):
        return _explore(job, sources, prepared)
    veil.draw()
    module = loading.load(job["module"], sources)
    if isinstance(module, dict):
        return "import_error", None, module
    if job["mode"] == "load":
        return "loaded", None, None
    try:
        scenario = _scenario(job)
        return "returned", scenario(module, **job["params"]), None
    except BaseException as error:
        return "raised", None, _describe(error, sources)


def _scenario(job: dict[str, Any]) -> Any:
    """Compile the scenarios' text into a fresh module and take the function from it."""
    text = job["scenarios"]
    module = ModuleType("scenarios")
    module.__file__ = failures.SCENARIOS
    sys.modules["scenarios"] = module
    linecache.cache[failures.SCENARIOS] = (len(text), None, text.splitlines(True), "scenarios.py")
    code = compile(text, failures.SCENARIOS, "exec")
    _trust(code)
    exec(code, module.__dict__)
    return module.__dict__[job["function"]]


def _explore(
    job: dict[str, Any], sources: failures.Sources, prepared: Preparation
) -> tuple[str, Any, Any]:
    """Hand the job to the explorer, which loads the student's file itself, again and again."""
    explore: Any = importlib.import_module("grader.student.explore")

    text = sources.text
    ready = None
    if prepared is not None and prepared[:2] == (job["module"], job["scenarios"]):
        ready = explore.Prepared(explore.unpack(prepared[2].read()), prepared[3])
    else:
        try:
            compile(text, sources.path, "exec")
        except (SyntaxError, ValueError) as error:
            return "import_error", None, loading.explain(error, sources)
    student = explore.Source(text, sources.path, job["module"])
    scenarios = explore.Source(job["scenarios"], failures.SCENARIOS, "scenarios")
    options = explore.Options.from_dict(job["explore"])
    arguments = (student, scenarios, job["function"], job["params"], options)
    veil.draw()
    if job["mode"] == "explore":
        return "explored", explore.explore(*arguments, ready), None
    return "explored", explore.replay(*arguments, tuple(job["schedule"]), ready), None


def _helpers() -> bytes:
    """The ``H`` line: the resource tracker and the fork server end by themselves, a bit later."""
    pids = []
    for name, holder, field in (
        ("multiprocessing.resource_tracker", "_resource_tracker", "_pid"),
        ("multiprocessing.forkserver", "_forkserver", "_forkserver_pid"),
    ):
        try:
            pid = sys.modules[name].__dict__[holder].__dict__[field]
        except BaseException:
            continue
        if type(pid) is int:
            pids.append(pid)
    return b"\nH" + b" ".join(b"%d" % pid for pid in pids) + b"\n"


def _events() -> str:
    """What the recorder saw, as JSON text; nothing where there is no recorder."""
    recorder = sys.modules.get("grader.student.recorder")
    if recorder is None:
        return "[]"
    try:
        return _encode(list(recorder.collect()))
    except BaseException:
        return "[]"


def _unfit(unfit: plain.UnfitError) -> dict[str, Any]:
    return {
        "type": "UnfitError",
        "message": "what came back can't be passed on: " + failures.message_of(unfit),
        "traceback": [],
        "in_student_code": False,
    }


def _flush() -> None:
    for stream in (sys.__stdout__, sys.__stderr__):
        try:
            if stream is not None:
                stream.flush()
        except BaseException:
            continue

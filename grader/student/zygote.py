"""PID 1 of the sandbox: forks a child for each request and cleans up behind it.

Theory of operation
-------------------
The trusted side starts this interpreter once per sandbox and holds two pipes to it: *commands*
in, *replies* out. The first command is the configuration; the zygote confines itself as it says,
answers ``ready`` and imports what student code is likely to need, so that the children find it
there. From then on each command is a request, and each gets exactly one reply
(:mod:`grader.student.supervise`); only what it is to do in advance gets none. The end of the
command pipe is the end of everything: a trusted side that was killed leaves nothing behind.

Why student code can't touch this process:

- As PID 1 of a PID namespace, with every signal at its default, the kernel delivers no signal to
  it that was sent from inside, not even SIGKILL and SIGSTOP.
- It is not *dumpable*: its memory, its descriptors and its environment under ``/proc/1`` belong to
  root. ``ptrace`` and its relatives are denied by seccomp as well.
- A child closes the zygote's descriptors before any student code runs, and is another process
  from its first instruction on. Whatever student code patches dies with its child.

What it does not do: interpret. The bytes that a child produced are passed on as they are; the
trusted side alone says what they mean.

Where there is no PID namespace (the weaker rungs), Landlock's signal scope or a seccomp rule
protects it instead, and it is a *subreaper*, so that it still finds every descendant.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import sys
import traceback
from contextlib import suppress
from typing import Any, NoReturn

from grader.student import frames, kernel, landlock, seccomp, signals
from grader.student.ahead import Ahead
from grader.student.supervise import Supervision
from grader.student.sweep import Reaper, Sweeper, state_of, wipe

FAULT = 70
"""Exit code of a zygote that failed itself; the trace is on its standard error."""


def main(command_fd: int, reply_fd: int) -> NoReturn:
    """Serve requests until the command pipe ends. Never returns.

    Args:
        command_fd: where the trusted side's frames arrive.
        reply_fd: where replies go.
    """
    try:
        _serve(command_fd, reply_fd)
        os._exit(0)
    except BaseException:
        with suppress(BaseException):
            os.write(2, traceback.format_exc().encode("utf-8", "backslashreplace")[-8000:])
        os._exit(FAULT)


def _serve(command_fd: int, reply_fd: int) -> None:
    gc.disable()
    signals.all_to_default()
    for fd in (command_fd, reply_fd):
        os.set_inheritable(fd, False)
    body = frames.read_frame(command_fd)
    if body is None:
        return
    config: dict[str, Any] = json.loads(body)
    sweeper, detail = _confine(config)
    frames.write_frame(
        reply_fd,
        json.dumps(
            {
                "type": "ready",
                "pid": os.getpid(),
                "uid": os.getuid(),
                "python": sys.version.split()[0],
                "confined": not detail,
                "detail": detail,
            }
        ).encode(),
    )
    # A child of a later submission is a copy of this process: see ``ahead``.
    kernel.forget_freed(True)
    config["states"] = {folder: state_of(folder) for folder in config["wipe"]}
    ahead = Ahead(config)
    gc.enable()
    while True:
        body = frames.read_frame(command_fd)
        if body is None:
            _leave(config, sweeper)
            return
        request = json.loads(body)
        if request["type"] == "prepare":
            ahead.turn_to(request)
            continue
        announce = functools.partial(_announce, reply_fd, request["id"])
        supervision = Supervision(request, config, sweeper, command_fd, announce)
        reply = supervision.run()
        if supervision.abandoned:
            _leave(config, sweeper)
            return
        frames.write_frame(reply_fd, json.dumps(reply).encode())
        # Nothing that came of this run is there when the next child is forked.
        del body, request, announce, supervision, reply


def _announce(reply_fd: int, request: int, what: str) -> None:
    message = {"type": "progress", "id": request, "what": what}
    frames.write_frame(reply_fd, json.dumps(message).encode())


def _leave(config: dict[str, Any], sweeper: Sweeper) -> None:
    """The trusted side is gone: leave neither processes nor files."""
    sweeper.sweep(0, Reaper())
    for folder in config["wipe"]:
        wipe(folder)


def _confine(config: dict[str, Any]) -> tuple[Sweeper, str]:
    """Give up privileges, for good; returns what could not be done, as text."""
    problems = []
    if config["uid"] is not None:
        kernel.become(config["uid"], config["gid"], keep_reading=config["keep_reading"])
    if config["die_with_parent"] and not kernel.prctl(kernel.PR_SET_PDEATHSIG, 9):
        problems.append("the death signal could not be set")
    if config["sweep"] == "tree" and not kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1):
        problems.append("it could not become a subreaper")
    sweeper = Sweeper(config["sweep"], config["trusted_namespace"])
    if config["deny"] is not None:
        try:
            program = seccomp.encode(seccomp.assemble(config["deny"], kernel.machine()))
            if not seccomp.install(program):
                problems.append("the kernel took no seccomp filter")
            config["child_filter"] = _child_filter(config)
        except ValueError as error:
            problems.append(str(error))
    if config["landlock"] is not None and landlock.abi() < landlock.SCOPES_ABI:
        problems.append(f"Landlock is too old (ABI {landlock.abi()})")
    if kernel.LINUX and not kernel.prctl(kernel.PR_SET_DUMPABLE, 0):
        problems.append("it could not be made undumpable")
    os.chdir(config["home"])
    return sweeper, "; ".join(problems)


def _child_filter(config: dict[str, Any]) -> bytes | None:
    """A second filter for the children: what they may not do to the zygote and to others."""
    rules = []
    for rule in config["child_deny"]:
        when = dict(rule["when"])
        when["values"] = [os.getpid() if v == "zygote" else v for v in when["values"]]
        rules.append({**rule, "when": when})
    if not rules:
        return None
    return seccomp.encode(seccomp.assemble(rules, kernel.machine()))

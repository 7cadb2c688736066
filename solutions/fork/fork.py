"""Reference solution of `fork`."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from typing import Any, NamedTuple


class ChildReport(NamedTuple):
    """What became of the child process."""

    pid: int
    exit_code: int
    value: Any


def run_in_child(func: Callable[[], Any]) -> ChildReport:
    """Call `func()` in a child process made by `os.fork` and report how it went."""
    reading, writing = os.pipe()
    try:
        pid = os.fork()
    except OSError:
        # No process could be made: then nobody else would close these.
        os.close(reading)
        os.close(writing)
        raise
    if pid == 0:
        _child(func, reading, writing)  # never returns

    # The parent must close its copy of the writing end. A pipe is at its end only when
    # *every* copy is closed, so otherwise the read below would wait for itself.
    os.close(writing)
    # Read before waiting. A pipe holds about 64 KiB: a child with more than that to say
    # can't end before somebody reads, so waiting for its end first waits forever.
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    # Wait for this very child (the caller may have others). Only now is its entry in the
    # process table given back; until then it is a zombie.
    _, status = os.waitpid(pid, 0)
    exit_code = os.waitstatus_to_exitcode(status)
    # A child that was killed half-way may have left half a pickle: don't touch it.
    return ChildReport(pid, exit_code, pickle.loads(data) if exit_code == 0 and data else None)


def _child(func: Callable[[], Any], reading: int, writing: int) -> None:
    """Be the child: run `func`, send its value and end, in whatever way `func` ends."""
    exit_code = 1
    try:
        os.close(reading)
        # Pickle first, so that nothing is sent when it can't be done.
        data = pickle.dumps(func())
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(data)
        exit_code = 0
    finally:
        # os._exit ends the process here and now. sys.exit would raise SystemExit, which
        # climbs into the *caller's* code: its `finally` blocks and `atexit` functions would
        # run a second time, and what it had printed but not flushed would appear twice.
        # It stands in `finally` so that no exception, SystemExit included, gets past it.
        os._exit(exit_code)


if __name__ == "__main__":
    print(f"I am process {os.getpid()}")
    print(run_in_child(os.getpid))

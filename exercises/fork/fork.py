"""Exercise `fork`: run a function in a child process and bring its value back.

Read README.md first, then fill in what is marked TODO. Try it with

    make check EX=fork
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, NamedTuple


class ChildReport(NamedTuple):
    """What became of the child process."""

    pid: int
    """The child's process id."""
    exit_code: int
    """0 when `func` returned, 1 when it raised, -9 when signal 9 killed the child."""
    value: Any
    """What `func` returned; None unless exit_code is 0."""


def run_in_child(func: Callable[[], Any]) -> ChildReport:
    """Call `func()` in a child process made by `os.fork` and report how it went.

    The value travels back through a pipe, pickled. The child never comes back from this
    function: whatever happens in `func`, it ends here.
    """
    # TODO: make a pipe, fork, let the child run func and send its value, and let the
    # parent read the value and wait for the child.
    raise NotImplementedError


if __name__ == "__main__":
    print(f"I am process {os.getpid()}")
    print(run_in_child(os.getpid))

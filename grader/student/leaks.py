"""What student code leaves behind in the scenario's process: children, threads, descriptors."""

from __future__ import annotations

import multiprocessing
import os
import threading
from typing import Any

from grader.student import procfs

_HELPERS = ("multiprocessing.resource_tracker", "multiprocessing.forkserver")


class Footprint:
    """What a process holds at one moment.

    ``before = Footprint()`` … student code … ``Footprint().beyond(before)``
    """

    def __init__(self) -> None:
        self.processes = _descendants()
        self.threads = {thread.ident: thread.name for thread in threading.enumerate()}
        self.descriptors = _descriptors()

    def beyond(self, before: Footprint) -> dict[str, Any]:
        """What is here and was not ``before``.

        Returns:
            ``processes`` (each ``{pid, state}``: ``Z`` ended but was never joined, anything else
            still lives), ``threads`` (names) and ``descriptors`` (what they lead to). The helper
            processes that :mod:`multiprocessing` keeps by itself are not counted.
        """
        return {
            "processes": [
                {"pid": pid, "state": state}
                for pid, state in sorted(self.processes.items())
                if pid not in before.processes
            ],
            "threads": sorted(
                name for ident, name in self.threads.items() if ident not in before.threads
            ),
            "descriptors": [
                target
                for number, target in sorted(self.descriptors.items())
                if before.descriptors.get(number) != target
            ],
        }


def _descendants() -> dict[int, str]:
    """State by pid of everything below this process, but multiprocessing's own helpers."""
    me = os.getpid()
    if not procfs.AVAILABLE:
        return {child.pid: "R" for child in multiprocessing.active_children() if child.pid}
    everybody = procfs.processes()
    return {
        pid: everybody[pid].state
        for pid in procfs.descendants(everybody, [me]) - {me}
        if not _is_helper(everybody[pid], me)
    }


def _is_helper(one: procfs.Process, me: int) -> bool:
    # The fork server's workers share its command line; only the server is our child.
    line = " ".join(procfs.command(one.pid))
    return one.ppid == me and any(name in line for name in _HELPERS)


def _descriptors() -> dict[int, str]:
    folder = "/proc/self/fd" if procfs.AVAILABLE else "/dev/fd"
    found = {}
    for name in os.listdir(folder):
        try:
            found[int(name)] = os.readlink(f"{folder}/{name}") if procfs.AVAILABLE else name
        except OSError:  # the descriptor that listed the folder
            continue
    return found

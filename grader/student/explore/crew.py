"""OS threads that are used again: making one costs more than a whole short execution.

Each job runs in an empty context (``contextvars``), as it would in a new thread.
What C code keeps per OS thread survives from job to job; the program's own
``threading.local`` does not use it.
"""

from __future__ import annotations

import _thread
import contextvars
import os
from collections.abc import Callable

idle: list[_Hand] = []


class _Hand:
    """One OS thread, waiting for a job."""

    def __init__(self) -> None:
        self.wake = _thread.allocate_lock()
        self.wake.acquire()
        self.job: Callable[[], None] | None = None

    def work(self) -> None:
        """Do jobs for ever. A job that never returns keeps its thread."""
        while True:
            self.wake.acquire()
            job, self.job = self.job, None
            if job is not None:
                contextvars.Context().run(job)
            del job
            idle.append(self)


def start(job: Callable[[], None]) -> None:
    """Run ``job`` in an OS thread of its own. The threads do not survive a fork: see ``forget``."""
    try:
        hand = idle.pop()
    except IndexError:
        hand = _Hand()
        _thread.start_new_thread(hand.work, ())
    hand.job = job
    hand.wake.release()


def forget() -> None:
    """Let go of threads that are not there any more; called in the child after a fork."""
    idle.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=forget)

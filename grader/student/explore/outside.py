"""Notices a thread that waits for something that the explorer does not control.

While the thread with the baton is blocked in the kernel (a pipe, a file lock, a semaphore of
another kind), the threads that could let it go on are parked by *us*: a program that is right
would hang here, and by our doing. Such an execution can't be judged. It is ended as unsupported,
so that the verdict is inconclusive, instead of as a hang of the student's.

The controller, which has nothing else to do, looks now and then. No verdict depends on how long
that takes: "blocked" means that the kernel says so and that the thread was not scheduled once from
one look to the next, while the look itself gave up the interpreter's lock in between.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.student.explore.runtime import Execution
    from grader.student.explore.task import Task

INTERVAL = 0.25  # seconds between two looks
LOOKS = 4  # that must all see the same
REASON = "it waits for something outside of the explorer's control"


def wait_for_end(execution: Execution) -> bool:
    """Wait until the execution has ended; False if it was given up and its threads stay."""
    seen: tuple[str, ...] = ()
    same = 0
    while not execution.controller.acquire(timeout=INTERVAL):
        now = _blocked(execution)
        same = same + 1 if now and now == seen else 0
        seen = now
        if same >= LOOKS:
            execution.reason_lines = _lines(execution.current)
            execution.finish("unsupported", REASON)
            execution.controller.acquire()
            return False
    return True


def _blocked(execution: Execution) -> tuple[str, ...]:
    """What the kernel says of the thread with the baton; nothing unless our baton holds it up."""
    task = execution.current
    others = [other for other in list(execution.live) if other is not task and not other.done]
    if not any(other.pending.able() or other.pending.deadline is not None for other in others):
        return ()
    try:
        with open(f"/proc/self/task/{task.native}/status", "rb") as file:
            status = file.read().decode("ascii", "replace")
    except OSError:
        return ()
    lines = [line for line in status.splitlines() if line.startswith(("State", "volu", "nonvolu"))]
    if not lines or "S (sleeping)" not in lines[0]:
        return ()
    return (str(task.index), str(execution.steps), *lines)


def _lines(task: Task) -> list[tuple[str, int]]:
    """Where a thread is: file and line of its calls, the innermost first."""
    found = []
    frame = sys._current_frames().get(task.os_ident)
    while frame is not None:
        found.append((frame.f_code.co_filename, frame.f_lineno))
        frame = frame.f_back
    return found

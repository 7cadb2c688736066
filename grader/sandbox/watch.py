"""What is watched from outside during one run: the process tree, and how far the zygote is."""

from __future__ import annotations

import time

from grader.sandbox import policy
from grader.sandbox.tree import memory_of, tree_of
from grader.student.fairclock import STRETCH
from grader.wire import Progress


class Watch:
    """Memory and number of processes during one run.

    Args:
        root: the zygote's process id.
        memory_limit: bytes that all may use together.
    """

    def __init__(self, root: int, memory_limit: int) -> None:
        self._root = root
        self._memory_limit = memory_limit
        self._next = time.monotonic() + policy.POLL
        self.peak = 0
        self.too_much = False
        self.too_many = False

    def is_over(self) -> bool:
        """Whether a limit is exceeded; looks at most every ``policy.POLL`` seconds."""
        now = time.monotonic()
        if now < self._next:
            return False
        pids = tree_of(self._root)
        used = memory_of(pids, self._memory_limit)
        self.peak = max(self.peak, used)
        self.too_much = used > self._memory_limit
        self.too_many = len(pids) > policy.MAX_PROCESSES
        self._next = time.monotonic() + policy.POLL
        return self.too_much or self.too_many


class Talk:
    """How far a request has come, and until when the next word of the zygote is awaited."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.begun = False

    def advance(self, progress: Progress, soft_timeout: float) -> None:
        """Take note of ``progress``."""
        self.begun = True
        if progress.what == "begun":
            self.deadline = time.monotonic() + soft_timeout * STRETCH + policy.HARD_MARGIN
        else:
            self.deadline = time.monotonic() + policy.ASKING_MARGIN

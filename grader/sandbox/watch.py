"""Looks at a sandbox's process tree now and then: what the kernel's own limits don't bound."""

from __future__ import annotations

import time

from grader.sandbox import policy
from grader.sandbox.tree import memory_of, tree_of


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

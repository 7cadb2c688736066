"""Source-DPOR with sleep sets, best-first by number of preemptions.

Theory of operation
-------------------
Executions that differ only in the order of independent operations behave the
same; one of each class is enough. An execution is run, then its *races* are
looked for: two operations of different threads that are dependent, with nothing
between them that orders them, where the second could have run first. For each
race the tree gets a new branch before the first operation, taken by a thread
that leads to the other order (an *initial* of the reversed suffix), unless a
branch that leads there exists (Abdulla et al., "Optimal dynamic partial order
reduction", 2014: source sets).

*Sleep sets* keep the branches apart: a branch does not run again what an older
sibling covers. A thread in the sleep set is woken by a dependent operation. An
execution whose enabled threads are all asleep is redundant, and pruned.

The tree is explored in the order of preemptions, not depth first: most bugs
need few. This is sound because the sleep set of a branch only names siblings
queued before it, and each of those is run in the end; order changes nothing but
the time at which a race is found.

Blocking needs care. A thread that is disabled at a race's first operation can't
go before it, so the search looks further back (two acquisitions of one lock
race, although a release always stands between them). And an operation that
never got to run, in a deadlock, races like one that did.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from grader.student.explore.happens import Happens
from grader.student.explore.ops import Op, dependent
from grader.student.explore.runtime import PRUNED
from grader.student.explore.strategy import DivergedError, default_choice

if TYPE_CHECKING:
    from grader.student.explore.runtime import Execution


class Node:
    """A state at which a choice was made."""

    __slots__ = (
        "able",
        "children",
        "cost",
        "current",
        "parent",
        "pending",
        "queued",
        "sleep",
        "timed",
        "via",
    )

    def __init__(self, parent: Node | None, via: int) -> None:
        self.parent = parent
        self.via = via  # the thread whose step led here
        self.pending: dict[int, Op] = {}
        self.able: tuple[int, ...] = ()
        self.timed: tuple[int, ...] = ()
        self.current = -1
        self.cost = 0
        self.sleep: dict[int, Op] = {}
        self.queued: list[int] = []  # branches taken or to be taken, oldest first
        self.children: dict[int, Node] = {}

    def step_cost(self, tid: int) -> int:
        """Return 1 when running ``tid`` here preempts a thread or hurries a timed wait."""
        if self.current >= 0:
            return int(tid != self.current)
        return int(bool(self.able) and tid not in self.able)

    def fill(self, execution: Execution, able: list[int], timed: list[int], current: int) -> None:
        """Store what the state offers; the sleep set comes from the parent."""
        self.pending = {task.index: task.pending for task in execution.live}
        self.able = tuple(able)
        self.timed = tuple(timed)
        self.current = current
        parent = self.parent
        if parent is not None:
            self.cost = parent.cost + parent.step_cost(self.via)
            step = parent.pending[self.via]
            for tid, op in parent.sleep.items():
                if tid != self.via and not dependent(op, step):
                    self.sleep[tid] = op
            for tid in parent.queued[: parent.queued.index(self.via)]:
                op = parent.pending[tid]
                if not dependent(op, step):
                    self.sleep[tid] = op


class Dpor:
    """The default strategy."""

    def __init__(self, preemption_bound: int | None = None) -> None:
        self.exhausted = False
        self.bound = preemption_bound
        self.left_out = False
        self.heap: list[tuple[int, int, Node, int]] = []
        self.pushed = 0
        self.first = True
        self.path: list[Node] = []
        self.prefix: list[int] = []
        self.depth = 0

    def shallow(self) -> int:
        """Return how many branches with one preemption at most are left."""
        return sum(cost <= 1 for cost, *_ in self.heap)

    def begin(self) -> bool:
        """Take the queued branch with the fewest preemptions."""
        self.depth = 0
        if self.first:
            self.first = False
            self.path, self.prefix = [], []
            return True
        if not self.heap:
            self.exhausted = not self.left_out
            return False
        _cost, _order, node, tid = heapq.heappop(self.heap)
        path, prefix = [node], [tid]
        while node.parent is not None:
            prefix.append(node.via)
            node = node.parent
            path.append(node)
        self.path, self.prefix = path[::-1], prefix[::-1]
        return True

    def choose(self, execution: Execution, able: list[int], timed: list[int], current: int) -> int:
        """Follow the prefix, then go on without preemption, around sleeping threads."""
        depth = self.depth
        self.depth += 1
        if depth < len(self.prefix):
            tid = self.prefix[depth]
            self._check(self.path[depth], execution, able, timed, tid)
            return tid
        parent = self.path[depth - 1] if depth else None
        via = execution.trace[-1][0] if execution.trace else -1
        node = Node(parent, via)
        node.fill(execution, able, timed, current)
        if parent is not None:
            parent.children[node.via] = node
        self.path.append(node)
        tid = default_choice(able, timed, current)
        if tid in node.sleep:
            awake = [t for t in (*able, *timed) if t not in node.sleep]
            if not awake:
                return PRUNED
            tid = awake[0]
        node.queued.append(tid)
        return tid

    def _check(
        self, node: Node, execution: Execution, able: list[int], timed: list[int], tid: int
    ) -> None:
        now = execution.tasks[tid].pending if tid < len(execution.tasks) else None
        then = node.pending[tid]
        if now is None or (tid not in able and tid not in timed):
            raise DivergedError(
                "under the same schedule a thread that could go on before is not able to now",
                then.site,
            )
        if not now.same_as(then):
            raise DivergedError("under the same schedule the program took another way", now.site)

    def end(self, execution: Execution) -> None:
        """Queue a branch for each race that no branch covers."""
        races = Happens(execution, self.path, len(self.prefix) - 1)
        for node, initials, preferred in races.find():
            if any(t in node.sleep or t in node.queued for t in initials):
                continue
            offered = [t for t in initials if t in node.able or t in node.timed]
            if not offered:
                # Not expected: an initial is enabled where it is one. Stay sound.
                offered = [t for t in (*node.able, *node.timed) if t not in node.queued]
                for tid in offered:
                    self._queue(node, tid)
                continue
            self._queue(node, preferred if preferred in offered else min(offered))

    def _queue(self, node: Node, tid: int) -> None:
        cost = node.cost + node.step_cost(tid)
        if self.bound is not None and cost > self.bound:
            self.left_out = True
            return
        node.queued.append(tid)
        self.pushed += 1
        heapq.heappush(self.heap, (cost, self.pushed, node, tid))

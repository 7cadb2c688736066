"""Happens-before over one execution, and the races in it.

Each event gets a vector clock: for each thread, how many of its events happen
before. An event joins the clocks of all earlier events that it depends on, key
by key. A race is a pair of dependent events of different threads, the first of
which does not happen before what the second's thread had done until then.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from grader.student.explore.ops import CONFLICT, WRITE, Op

if TYPE_CHECKING:
    from grader.student.explore.dpor import Node
    from grader.student.explore.runtime import Execution

Clock = list[int]
Race = tuple["Node", set[int], int]


def join(into: Clock, other: Clock) -> None:
    """Take the later of the two clocks, thread by thread."""
    for i, value in enumerate(other):
        if value > into[i]:
            into[i] = value


class Happens:
    """The clocks of one finished execution, and the races among its new events.

    ``fresh`` is the index of the first event whose races were not looked at yet:
    those before it were in an earlier execution with the same prefix.
    """

    def __init__(self, execution: Execution, path: list[Node], fresh: int) -> None:
        self.execution = execution
        self.path = path
        self.fresh = max(fresh, 0)
        self.width = len(execution.tasks)
        self.clocks: list[Clock] = []  # per event, itself included
        self.owners: list[int] = []
        self.history: dict[Any, list[tuple[int, int]]] = {}  # key -> (event, mode)
        self.joined: dict[Any, list[Clock | None]] = {}  # key -> clock per mode
        self.now: list[Clock] = [[0] * self.width for _ in range(self.width)]
        self.last: list[int] = [-1] * self.width  # the index of each thread's last event

    def find(self) -> Iterator[Race]:
        """Yield for each race its state, the initials of the reversal, and who is preferred."""
        trace = self.execution.trace
        for index, (tid, op) in enumerate(trace):
            clock = self.now[tid]
            if index >= self.fresh and not op.quiescent:
                yield from self._races(tid, op, index)
            self._advance(clock, tid, op, index)
        if self.execution.how != "pruned":
            for task, op in self.execution.stuck:
                if op.keys:
                    yield from self._races(task.index, op, len(trace))

    def _advance(self, clock: Clock, tid: int, op: Op, index: int) -> None:
        for key, mode in op.keys:
            joined = self.joined.get(key)
            if joined is None:
                joined = self.joined[key] = [None, None, None, None]
                self.history[key] = []
            for mode2 in range(4):
                other = joined[mode2]
                if other is not None and CONFLICT[mode][mode2]:
                    join(clock, other)
        clock[tid] += 1
        if op.quiescent:
            for other in self.now:
                join(other, clock)
        after = clock[:]
        self.clocks.append(after)
        self.owners.append(tid)
        self.last[tid] = index
        for key, mode in op.keys:
            self.history[key].append((index, mode))
            joined = self.joined[key]
            before = joined[mode]
            if before is None or mode == WRITE:
                joined[mode] = after  # a write joined all that was before it
            else:
                merged = before[:]
                join(merged, after)
                joined[mode] = merged
        if op.kind == "start" and op.attr is not None:
            self.now[op.attr] = after[:]

    def _races(self, tid: int, op: Op, index: int) -> Iterator[Race]:
        clock = self.now[tid]
        found: set[int] = set()
        for key, mode in op.keys:
            for event, mode2 in reversed(self.history.get(key, ())):
                owner = self.owners[event]
                if not CONFLICT[mode][mode2]:
                    continue
                if owner == tid or clock[owner] >= self.clocks[event][owner]:
                    if mode2 == WRITE:
                        break  # everything before it happens before it
                    continue
                if not self._could_run(tid, op, event):
                    continue
                found.add(event)
                if mode2 == WRITE:
                    break
        if not found:
            return
        joined = clock[:]
        for key, mode in op.keys:
            clocks = self.joined.get(key)
            if clocks is not None:
                for mode2 in range(4):
                    other = clocks[mode2]
                    if other is not None and CONFLICT[mode][mode2]:
                        join(joined, other)
        joined[tid] += 1
        for event in sorted(found):
            yield (self.path[event], self._initials(event, index, tid, joined), tid)

    def _could_run(self, tid: int, op: Op, event: int) -> bool:
        """Whether ``op`` could have run just before ``event``."""
        node = self.path[event]
        if tid in node.pending and self.last[tid] < event:
            return tid in node.able or tid in node.timed
        if op.needs is None or (op.deadline is not None and self.execution.early):
            return True
        other = self.execution.trace[event][1]
        if other.target is op.target and other.target is not None:
            return op.needs(other.before)
        return True

    def _initials(self, event: int, index: int, tid: int, joined: Clock) -> set[int]:
        """Return the threads that can begin the suffix in which ``event`` comes last."""
        owner = self.owners[event]
        mark = self.clocks[event][owner]
        first: dict[int, int] = {}
        initials: set[int] = set()
        for later in range(event + 1, index):
            clock = self.clocks[later]
            if clock[owner] >= mark:
                continue  # happens after the event: not part of the suffix
            thread = self.owners[later]
            if thread in first:
                continue
            if all(clock[t] < count for t, count in first.items()):
                initials.add(thread)
            first[thread] = clock[thread]
        if tid not in first and all(joined[t] < count for t, count in first.items()):
            initials.add(tid)
        return initials

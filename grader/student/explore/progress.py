"""Loops: the bound on loops without visible operations, and the spin rule.

A thread that goes round a loop again and again, reading the same values, waits
by spinning. Running it on only repeats itself, so after four such turns it is
parked until another thread writes something that it read. When nobody else is
able to run, its loop is a livelock if it provably changes nothing (no local
variable changed either); otherwise it is let go on.
"""

from __future__ import annotations

import sys
from typing import Any

from grader.student.explore.ops import READ, Op
from grader.student.explore.peeks import current_value
from grader.student.explore.runtime import Execution, rt
from grader.student.explore.task import Abort, Task

TURNS = 4
PROBED = 12  # turns looked at, now and then, of a loop that runs while nothing can race
MOST_OPS = 40  # a turn with more operations than this is not taken for spinning


class Turn:
    """What one loop of one call looked like at its last turn."""

    __slots__ = ("clock", "count", "frozen", "local", "seen", "start")

    def __init__(self, start: int) -> None:
        self.start = start  # length of the trace at the last turn
        self.clock = 0  # how often the thread had read the clock by then
        self.seen: Any = None
        self.local: Any = None
        self.frozen = True
        self.count = 0


def tick_slowly(site: int) -> None:
    """One turn of a loop, when there are several threads or the fuel has run out."""
    execution = rt.execution
    if execution is None:
        return
    if rt.fuel < 0:
        execution.visible_limit()
    if execution.ending:
        execution.visible(Op("tick", ()))
        raise Abort
    if rt.quiet:
        # Nothing can race, but a loop may spin all the same: look at some of its turns.
        execution.probing = PROBED + 1
        rt.quiet = False
    _turned(execution, site, sys._getframe(2))
    if execution.probing:
        execution.probing -= 1
        if not execution.probing:
            # Only now: a thread that was parked while all was quiet would count as stuck.
            execution.settle()


def _turned(execution: Execution, site: int, frame: Any) -> None:
    """Compare this turn of a loop with the last one."""
    task = execution.current
    spot = (id(frame), site)
    turn = task.spins.get(spot)
    if turn is None:
        if len(task.spins) > 64:
            task.spins.clear()
        task.spins[spot] = Turn(len(execution.trace))
        return
    _look(execution, task, turn, frame, site)


def _look(execution: Execution, task: Task, turn: Turn, frame: Any, site: int) -> None:
    trace = execution.trace
    mine = [op for tid, op in trace[turn.start :][-400:] if tid == task.index]
    turn.start = len(trace)
    if not mine or len(mine) > MOST_OPS:
        turn.seen, turn.count = None, 0
        return
    keys: dict[Any, Op] = {}
    for op in mine:
        if op.kind in ("set_result", "start"):
            keys.clear()
            break
        for key, _mode in op.keys:
            keys[key] = op
    if not keys and any(op.kind != "sleep" for op in mine):
        turn.seen, turn.count = None, 0
        return
    seen = tuple(
        (op.kind, op.site, *(_state(execution, key, op) for key, _m in op.keys)) for op in mine
    )
    local = _locals(frame)
    if seen == turn.seen:
        turn.count += 1
        turn.frozen = turn.frozen and local is not None and local == turn.local
    else:
        turn.count, turn.frozen = 1, local is not None
    turn.seen, turn.local = seen, local
    if turn.clock != task.clock_reads:
        turn.clock, turn.frozen = task.clock_reads, False  # time is state, too
    if turn.count >= TURNS and _holds_passing(task, mine):
        if turn.frozen and _nobody_helps(execution, task, keys):
            execution.finish("stuck" if execution.tasks[0].done else "livelock")
            raise Abort
    elif turn.count >= TURNS:
        turn.count = 0
        _park(execution, mine, keys, turn.frozen, site)
        turn.seen = None
        turn.start = len(trace)


def _holds_passing(task: Task, mine: list[Op]) -> bool:
    """Whether the thread has a lock now that it gives back in the course of a turn.

    Parked here it would keep others from what it lets them do each time round.
    """
    given = [op.target for op in mine if op.kind in ("release", "wait", "wake")]
    return any(getattr(target, "_owner", None) is task for target in given)


def _nobody_helps(execution: Execution, task: Task, keys: dict[Any, Op]) -> bool:
    """Whether all other threads are stuck, and on something else than this loop touches."""
    return all(
        not other.pending.able()
        and other.pending.deadline is None
        and not any(key in keys for key, _mode in other.pending.keys)
        for other in execution.live
        if other is not task
    )


def _park(
    execution: Execution, mine: list[Op], keys: dict[Any, Op], provable: bool, site: int
) -> None:
    """Wait until somebody changes something that the loop only reads.

    What the loop itself writes (the lock that it takes and gives back) it leaves
    as it was; two threads that spin alike must not wake each other by that, so
    for those keys another *value* counts, not another write. Locks that it gives
    back do not count; one that it tried for and did not get does.
    """
    written = {key for op in mine for key, mode in op.keys if mode & 1}
    given = {op.keys[0][0] for op in mine if op.kind in ("release", "wait")}
    versions = execution.versions
    then = {key: versions.get(key, 0) for key in keys if key not in written}
    states = {
        key: _state(execution, key, op)
        for key, op in keys.items()
        if key in written and key not in given
    }
    ops = {key: keys[key] for key in states}

    def changed(_probe: Any = None) -> bool:
        return any(versions.get(key, 0) != count for key, count in then.items()) or any(
            _state(execution, key, ops[key]) != state for key, state in states.items()
        )

    execution.visible(
        Op(
            "spin",
            tuple((key, READ) for key in (*then, *states)),
            site,
            attr=provable,
            needs=changed,
            ready=changed,
        )
    )


def _state(execution: Execution, key: Any, op: Op) -> Any:
    """Return what can be compared of the state behind a key."""
    target = op.target
    if target is not None:
        return (key, repr(target.probe()) if not isinstance(target, Task) else target.done)
    return (key, describe(current_value(op), execution.versions.get(key, 0)))


def describe(value: Any, version: int | None = None) -> Any:
    """Return something that is equal only when the value is certain not to have changed.

    Args:
        value: of whatever type.
        version: how often it was written to, if that is known: it says what can't be compared of a
            container's contents.
    """
    cls = type(value)
    if cls in (int, str, bool, float, bytes, type(None)):
        return value
    if cls in (list, dict, set) or cls.__name__ == "deque":
        contents: Any
        if len(value) < 20 and _plain(value):
            contents = repr(value)[:200]
        elif version is not None and len(value) < 200:
            contents = (version, *map(id, [*value, *value.values()] if cls is dict else value))
        else:
            contents = object()
        return (id(value), len(value), contents)
    return id(value)


def _plain(box: Any) -> bool:
    items = [*box, *box.values()] if type(box) is dict else list(box)
    return all(type(v) in (int, str, bool, float, type(None)) for v in items)


def _locals(frame: Any) -> Any:
    """Return the local variables of a call as something to compare, None if not comparable."""
    if frame.f_locals is frame.f_globals:
        return None
    return tuple((name, describe(value)) for name, value in frame.f_locals.items())

"""Visible operations: what a thread is about to do, and which of them commute.

An operation names the pieces of shared state that it touches as *keys*, each
with a *mode*. Two operations of different threads are *dependent* when they
share a key in conflicting modes; only the order of dependent operations can
change what a program does, so only that order is explored.

Modes. A container has one key for the whole of it and one per item, so that
``results[0] = a`` and ``results[1] = b`` commute, while ``len(results)``
conflicts with neither of two reads but with every write:

    READ         reads the attribute, or the whole container
    WRITE        writes the attribute, or changes the container's structure
    ITEM_READ    reads one item (on the container's own key)
    ITEM_WRITE   replaces one item (on the container's own key)

Every operation on a synchronisation object is a WRITE of its key, except for
pure questions such as ``Event.is_set``. A blocking operation also says what it
*needs* of its target's state; a thread whose operation lacks it is disabled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

READ = 0
WRITE = 1
ITEM_READ = 2
ITEM_WRITE = 3

# CONFLICT[a][b]: do modes a and b on one key make two operations dependent?
CONFLICT = (
    (False, True, False, True),
    (True, True, True, True),
    (False, True, False, False),
    (True, True, False, False),
)

Key = tuple[Any, ...]
Keys = tuple[tuple[Key, int], ...]


class Op:
    """One visible operation, pending or executed.

    ``needs(target.probe())`` says whether a blocking operation could run in
    that state of its target; None means always. ``ready`` refines it with what
    only the waiting thread knows (was it notified?). ``deadline`` is virtual
    seconds, None for an operation that waits for ever.
    """

    __slots__ = (
        "attr",
        "before",
        "deadline",
        "keys",
        "kind",
        "needs",
        "obj",
        "quiescent",
        "ready",
        "site",
        "target",
    )

    def __init__(
        self,
        kind: str,
        keys: Keys,
        site: int = -1,
        obj: Any = None,
        attr: Any = None,
        target: Any = None,
        needs: Callable[[Any], bool] | None = None,
        ready: Callable[[], bool] | None = None,
        deadline: float | None = None,
    ) -> None:
        self.kind = kind
        self.keys = keys
        self.site = site
        self.obj = obj
        self.attr = attr
        self.target = target
        self.needs = needs
        self.ready = ready
        self.deadline = deadline
        self.before: Any = None  # the target's probe just before the operation ran
        self.quiescent = False  # ran only because nothing else could

    def able(self) -> bool:
        """Whether the operation can run now, leaving its deadline aside."""
        if self.ready is not None:
            return self.ready()
        if self.needs is None:
            return True
        return self.needs(None if self.target is None else self.target.probe())

    def forget(self) -> None:
        """Drop the references to the student's objects; the keys stay."""
        self.obj = self.target = self.ready = None

    def same_as(self, other: Op) -> bool:
        """Whether this is the operation that an earlier run met at this place."""
        return self.kind == other.kind and self.site == other.site and self.keys == other.keys


def dependent(a: Op, b: Op) -> bool:
    """Whether the order of the two operations can matter."""
    for key, mode in a.keys:
        for other, mode2 in b.keys:
            if key == other and CONFLICT[mode][mode2]:
                return True
    return False

"""Finds, in the steps of a witness, a read that another thread made stale before it was used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

WRITES = frozenset(
    (
        "write",
        "set_item",
        "append",
        "appendleft",
        "extend",
        "extendleft",
        "insert",
        "remove",
        "pop",
        "popleft",
        "popitem",
        "clear",
        "sort",
        "reverse",
        "rotate",
        "add",
        "discard",
        "update",
        "setdefault",
        "store",
        "heappush",
        "heappop",
        "move_to_end",
    )
)
READS = frozenset(
    (
        "read",
        "get_item",
        "read_all",
        "get",
        "keys",
        "values",
        "items",
        "copy",
        "count",
        "index",
        "look_up",
        "next",
        "__contains__",
        "locked",
        "is_set",
        "empty",
        "qsize",
        "full",
    )
)
CONSUMES = frozenset(
    (
        "pop",
        "popleft",
        "popitem",
        "remove",
        "heappop",
    )
)


@dataclass(frozen=True)
class Access:
    """One step of a witness."""

    thread: str
    file: str
    line: int
    op: str
    object: str
    attr: str | None
    value: Any
    holds: tuple[str, ...]
    source: str = ""

    @classmethod
    def of(cls, step: dict[str, Any]) -> Access:
        """Make one from its JSON form."""
        return cls(
            str(step.get("thread")),
            str(step.get("file")),
            int(step.get("line") or 0),
            str(step.get("op")),
            str(step.get("object")),
            step.get("attr"),
            step.get("value"),
            tuple(step.get("holds") or ()),
            str(step.get("source") or ""),
        )

    @property
    def is_read(self) -> bool:
        """Whether it looks at shared data."""
        return self.op in READS or self.op in CONSUMES

    @property
    def is_write(self) -> bool:
        """Whether it changes shared data."""
        return self.op in WRITES

    @property
    def key(self) -> tuple[str, str | None]:
        """What it touches; items of a container are the container."""
        attr = self.attr
        return (self.object, None if attr is not None and attr.startswith("[") else attr)

    @property
    def what(self) -> str:
        """The touched thing in words."""
        if self.object in ("global", "variable"):
            return f"the {self.object} {self.attr}"
        if self.attr is None:
            return self.object
        if self.attr.startswith("["):
            return f"{self.object}{self.attr}"
        owner, _, number = self.object.partition(" #")
        return f"{owner}.{self.attr}" + (f" of {owner} #{number}" if number else "")


@dataclass(frozen=True)
class Race:
    """``read`` by one thread, ``other`` changes it, ``write`` by the first relies on the read."""

    read: Access
    other: Access
    write: Access
    both_read: bool

    @property
    def what(self) -> str:
        """The raced-for thing in words."""
        return self.read.what


def races(steps: list[Access]) -> list[Race]:
    """Return the stale reads of a witness, those that end in a lost write first."""
    found: list[Race] = []
    for position, last in enumerate(steps):
        if not last.is_write:
            continue
        read = _latest(steps, position, last)
        if read is None:
            continue
        between = steps[read + 1 : position]
        others = [
            s for s in between if s.thread != last.thread and s.is_write and s.key == last.key
        ]
        if not others:
            continue
        other = others[0]
        earlier = [
            s
            for s in steps[: steps.index(other)]
            if s.thread == other.thread and s.is_read and s.key == last.key
        ]
        same = bool(earlier) and earlier[-1].value == steps[read].value
        found.append(Race(steps[read], other, last, same))
    return sorted(found, key=lambda race: not race.both_read)


def _latest(steps: list[Access], position: int, last: Access) -> int | None:
    """Return where the writing thread last read what it writes, if it did."""
    for index in range(position - 1, -1, -1):
        step = steps[index]
        if step.thread == last.thread and step.key == last.key:
            return index if step.is_read and not step.is_write else None
    return None

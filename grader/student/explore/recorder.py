"""Writes down one execution for a reader: the steps, with values, and who is blocked on what.

Exploring needs none of this, so it is done in a replay of the chosen schedule.
The value that a write leaves behind is looked up when the next step comes.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from grader.student.explore.peeks import ABSENT, current_value, show
from grader.student.explore.transform import Sites

if TYPE_CHECKING:
    from grader.student.explore.ops import Op
    from grader.student.explore.runtime import Execution
    from grader.student.explore.task import Task

MOST_STEPS = 400
HIDDEN = frozenset({"begin", "end", "spin", "tick"})


class Recorder:
    """Collects the witness of one execution.

    ``lines`` gives the sources by file name; lines of files other than ``own``, the student's, are
    not numbered in words: nobody who reads them has those files.
    """

    def __init__(self, sites: Sites, lines: dict[str, list[str]], own: str) -> None:
        self.sites = sites
        self.lines = lines
        self.own = own
        self.steps: list[dict[str, Any]] = []
        self.left_out = 0
        self.blocked_threads: list[dict[str, Any]] = []
        self.made_at: dict[int, tuple[str, int]] = {}
        self.held: dict[int, dict[int, tuple[Any, tuple[str, int]]]] = {}
        self.object_names: dict[int, tuple[str, Any]] = {}
        self.counts: dict[str, int] = {}
        self.part_of: dict[int, str] = {}
        self.unwritten: tuple[dict[str, Any], Op] | None = None
        self.primitives: dict[str, int] = {}

    # -- called by the runtime ---------------------------------------------

    def made(self, primitive: Any) -> None:
        """Note where a lock or another primitive was made."""
        place = self.here()
        self.primitives[primitive.kind] = self.primitives.get(primitive.kind, 0) + 1
        name = f"{primitive.kind} #{self.primitives[primitive.kind]}"
        if place is not None:
            self.made_at[id(primitive)] = place
            name += f" made at line {place[1]}" if place[0] == self.own else " made by the check"
        self.object_names[id(primitive)] = (name, primitive)

    def step(self, execution: Execution, task: Task, op: Op) -> None:
        """Note an operation that is about to be done."""
        self.finish_write()
        if op.kind in HIDDEN:
            return
        place = self.sites.place(op.site) or self.here()
        if op.kind == "wake" and place is None:
            place = ("", 0)
        name, attr = self.target(op)
        held = self.held.get(task.index, {})
        entry = {
            "thread": task.index,
            "file": place[0] if place else "",
            "line": place[1] if place else 0,
            "source": self.source(place),
            "op": op.kind,
            "object": name,
            "attr": attr,
            "value": None,
            "holds": [self.name(lock) for lock, _ in held.values()],
        }
        if op.kind == "sleep":
            entry["value"], entry["attr"] = show(op.attr), None
        elif op.target is None and op.obj is not None and not hasattr(op.obj, "_serial"):
            if any(mode & 1 for _key, mode in op.keys):
                self.unwritten = (entry, op)
            else:
                entry["value"] = show(current_value(op), self.name)
        if len(self.steps) < MOST_STEPS:
            self.steps.append(entry)
        else:
            self.left_out += 1

    def quiet_step(self, execution: Execution, task: Task, op: Op) -> None:
        """Operations before the threads start are left out."""

    def finish_write(self) -> None:
        """Look up what the last write left behind."""
        if self.unwritten is not None:
            entry, op = self.unwritten
            self.unwritten = None
            entry["value"] = show(current_value(op), self.name)

    def note(self, text: str) -> None:
        """Add what came of the last step."""
        if self.steps and not self.left_out:
            self.steps[-1]["value"] = text

    def took(self, task: Task, lock: Any) -> None:
        """Note that a thread has a lock now."""
        place = self.here() or ("", 0)
        self.held.setdefault(task.index, {})[id(lock)] = (lock, place)

    def dropped(self, task: Task | None, lock: Any) -> None:
        """Note that a thread has given a lock back."""
        if task is not None:
            self.held.get(task.index, {}).pop(id(lock), None)

    def blocked(self, execution: Execution) -> None:
        """Note who waits for what at the end."""
        self.finish_write()
        frames = sys._current_frames()
        for task, op in execution.stuck:
            if op.able() and op.kind != "spin":
                continue
            place = self.find(frames.get(task.os_ident)) or self.sites.place(op.site) or ("", 0)
            name, _attr = self.target(op)
            self.blocked_threads.append(
                {
                    "thread": task.index,
                    "waiting": op.kind,
                    "on": name,
                    "line": place[1],
                    "file": place[0],
                    "source": self.source(place),
                    "holds": self.holdings(task.index),
                    "owner": self.owner(op),
                }
            )

    # -- words -------------------------------------------------------------

    def holdings(self, index: int) -> list[dict[str, Any]]:
        """Return the locks that a thread holds, with where they were made and taken."""
        return [
            {
                "lock": self.name(lock),
                "made_at": self.own_line(self.made_at.get(id(lock), ("", 0))),
                "taken_at": self.own_line(place),
            }
            for lock, place in self.held.get(index, {}).values()
        ]

    def owner(self, op: Op) -> dict[str, Any] | None:
        """Return who holds the lock that an operation waits for, and since which line."""
        target = op.target
        for index, locks in self.held.items():
            if target is not None and id(target) in locks:
                place = locks[id(target)][1]
                return {"thread": index, "file": place[0], "taken_at": self.own_line(place)}
        return None

    def own_line(self, place: tuple[str, int]) -> int:
        """Return the line of a place in the student's file, 0 for any other."""
        return place[1] if place[0] == self.own else 0

    def here(self) -> tuple[str, int] | None:
        """Return the innermost line of an explored file that is being run."""
        return self.find(sys._getframe(1))

    def find(self, frame: Any) -> tuple[str, int] | None:
        """Return the innermost line of an explored file in a stack."""
        while frame is not None:
            if frame.f_code.co_filename in self.lines:
                return (frame.f_code.co_filename, frame.f_lineno)
            frame = frame.f_back
        return None

    def source(self, place: tuple[str, int] | None) -> str:
        """Return the text of a line."""
        if place is None:
            return ""
        lines = self.lines.get(place[0], [])
        return lines[place[1] - 1].strip() if 0 < place[1] <= len(lines) else ""

    def target(self, op: Op) -> tuple[str, str | None]:
        """Return the names of the object and the attribute of an operation."""
        obj, attr = op.obj, op.attr
        if op.kind == "start":
            return (f"thread {obj}", None)
        if obj is None:
            return ("", None)
        if type(attr) is tuple:
            what, name = attr
            if what == "global":
                return ("global", str(name))
            if what == "cell":
                return ("variable", str(name))
            return (self.name(obj), f"[{show(name)}]")
        if type(attr) is str:
            value = peek_for_part(op)
            owner = self.name(obj)
            if value is not None:
                self.part_of.setdefault(id(value), f"{owner.split(' #')[0]}.{attr}")
            return (owner, attr)
        return (self.name(obj), None)

    def name(self, obj: Any) -> str:
        """Return a name in the student's terms, the same for the same object."""
        known = self.object_names.get(id(obj))
        if known is not None:
            return known[0]
        if isinstance(obj, type):
            return f"class {obj.__name__}"
        cls = type(obj).__name__
        if hasattr(obj, "_life"):
            return f"thread {obj._name}"
        part = self.part_of.get(id(obj))
        self.counts[part or cls] = self.counts.get(part or cls, 0) + 1
        count = self.counts[part or cls]
        name = part if part is not None and count == 1 else f"{part or cls} #{count}"
        self.object_names[id(obj)] = (name, obj)
        return name

    def witness(self, execution: Execution) -> dict[str, Any]:
        """Return the whole record as JSON-able data."""
        self.finish_write()
        names = [task.name for task in execution.tasks]
        steps = self.steps
        if self.left_out:
            steps = [*steps, {"op": "...", "left_out": self.left_out}]
        for entry in (*self.steps, *self.blocked_threads):
            if isinstance(entry["thread"], int):
                entry["thread"] = names[entry["thread"]]
            owner = entry.get("owner")
            if owner and isinstance(owner["thread"], int):
                owner["thread"] = names[owner["thread"]]
        return {"threads": names, "steps": steps, "blocked": self.blocked_threads}


def peek_for_part(op: Op) -> Any:
    """Return the container in an attribute, so that it can be called by that name."""
    value = current_value(op)
    if value is ABSENT or (
        type(value) not in (list, dict, set) and type(value).__name__ != "deque"
    ):
        return None
    return value

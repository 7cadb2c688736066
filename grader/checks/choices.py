"""Schedules for a reader to choose among: "can you break it?", as a tree of the student's steps.

A failed exploration has one witness. To let the student look for it themselves, a few more
schedules are run and recorded (``grader/student/explore/walk.py``), and laid on top of each other:
a node is one step of one thread, and its children are the steps that can follow. Each end says
whether it is right, judged by the same condition that failed the check.

This is for the report only. It is bounded in schedules, steps and size, and whatever goes wrong
with it (no time, an answer that makes no sense) leaves the tree out and changes no verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from grader.checks.found import Outcome, witness_of
from grader.checks.render import one_line

OPTIONS = {"strategy": "walk", "executions": 40, "steps": 600, "timeouts": "late"}
"""The explorer's options for a tree."""
SECONDS = 3.0
MAX_NODES = 480
MAX_STEPS = 60
"""Steps of one schedule; a longer one is no fun to click through."""

Ended = tuple[bool, str]
"""Whether an end is right, and what there is to say about it."""


def tree_of(
    outcomes: Iterable[Outcome], judge: Callable[[Outcome], Ended], module: str
) -> dict[str, Any] | None:
    """Lay ``outcomes`` on top of each other.

    Args:
        outcomes: each with its own steps, the most important first: what no longer fits is left
            out.
        judge: says of an outcome whether it is right.
        module: the student's module.

    Returns:
        ``{threads, texts, nodes, ends}``. A node is a text of numbers, ``"parent thread line text
        lock lock"``: parent is the index of a node, -1 at the top; thread indexes ``threads``; text
        and the locks that the thread held before the step index ``texts``. An end is ``"node right
        text"``, right being 0 or 1. None where there is nothing to choose, or all ends are alike.
    """
    tree = _Tree()
    for outcome in outcomes:
        raw = witness_of(outcome, module)
        steps = [step for step in raw.get("steps", []) if _is_step(step)]
        if 0 < len(steps) <= MAX_STEPS:
            right, said = judge(outcome)
            tree.add(steps, right, said)
    return tree.as_data()


class _Tree:
    def __init__(self) -> None:
        self.threads: dict[str, int] = {}
        self.texts: dict[str, int] = {}
        self.nodes: list[list[Any]] = []
        self.children: dict[tuple[Any, ...], int] = {}
        self.ends: dict[int, list[Any]] = {}
        self.parents: set[int] = set()

    def add(self, steps: list[dict[str, Any]], right: bool, said: str) -> None:
        """Add one schedule, wholly or not at all."""
        at, known = -1, 0
        for step in steps:
            following = self.children.get(self._key(at, step))
            if following is None:
                break
            at, known = following, known + 1
        fresh = len(steps) - known
        if at in self.ends or (not fresh and at in self.parents):
            return
        if len(self.nodes) + fresh > MAX_NODES:
            return
        for step in steps[known:]:
            self.parents.add(at)
            at = self._append(at, step)
        self.ends[at] = [at, right, self._text(said, 600)]

    def _append(self, parent: int, step: dict[str, Any]) -> int:
        thread = self.threads.setdefault(one_line(str(step.get("thread")), 80), len(self.threads))
        held = [self._text(one_line(str(name), 100), 100) for name in step.get("holds") or []][:8]
        text = self._text(_words(step), 200)
        self.nodes.append([parent, thread, step["line"], text, *held])
        self.children[self._key(parent, step)] = len(self.nodes) - 1
        return len(self.nodes) - 1

    def _key(self, parent: int, step: dict[str, Any]) -> tuple[Any, ...]:
        return (parent, step.get("thread"), step["line"], step.get("op"), step.get("attr"))

    def _text(self, text: str, limit: int) -> int:
        return self.texts.setdefault(text[:limit], len(self.texts))

    def as_data(self) -> dict[str, Any] | None:
        forks: dict[int, int] = {}
        for node in self.nodes:
            forks[node[0]] = forks.get(node[0], 0) + 1
        both = {right for _, right, _ in self.ends.values()} == {True, False}
        if not both or max(forks.values(), default=0) < 2:
            return None
        return {
            "threads": list(self.threads),
            "texts": list(self.texts),
            "nodes": [" ".join(map(str, node)) for node in self.nodes],
            "ends": [" ".join(str(int(part)) for part in end) for end in self.ends.values()],
        }


def _is_step(step: Any) -> bool:
    """Whether a step is one to choose: it has a line, and does more than look up a function."""
    if not isinstance(step, dict) or type(step.get("line")) is not int or step["line"] <= 0:
        return False
    return not (step.get("op") == "read" and str(step.get("value")).startswith("function #"))


def _words(step: dict[str, Any]) -> str:
    """``op``, what it is done to and the value, apart by tabs: the report has the words."""
    target = step.get("attr") or step.get("object") or ""
    value = "" if step.get("value") is None else one_line(str(step["value"]), 80)
    return "\t".join((one_line(str(step.get("op")), 30), one_line(str(target), 80), value))

"""A witness as the data that the page's scripts walk through.

Theory of operation. The page gets steps and folds them itself: a step says whose it is, which line,
what it does, which locks its thread has *after* it, and which shared value it saw or left. What a
thread has after its step is what it had before its next one, so it is looked up ahead; only a last
step is worked out from its operation. The same form serves the stepper, whose steps are one
schedule, and the game, whose steps are a tree.

A schedule is interesting from where a thread is interrupted in the middle of its work: the stepper
starts just before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from grader.choices import Choices
from grader.text import one_line
from grader.witness import Step, Witness, step_words
from grader.wording import Words

_VALUES = frozenset({"read", "write", "get_item", "set_item", "read_all"})
_TAKES, _GIVES = frozenset({"acquire"}), frozenset({"release"})
MAX_NAME = 80


class _HasLocks(Protocol):
    @property
    def op(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def holds(self) -> tuple[str, ...]: ...


def stepper_data(witness: Witness, words: Words) -> dict[str, Any] | None:
    """The schedule of ``witness`` for ``stepper.js``; None when there is nothing to step through.

    Returns:
        ``{lanes, steps, waits, start, end}``: a step is ``{lane, line, what, after, name, value}``;
        ``waits`` has for each step and lane what it waits for, or null; ``start`` is the index of
        the step to begin with.
    """
    steps = witness.steps
    if witness.events or len(steps) < 2 or not any(step.op for step in steps):
        return None
    waits = {wait.thread: wait for wait in witness.waits}
    owners = {step.owner for step in steps}
    kinds = [owner.partition(" #")[0] for owner in owners]
    alone = {kind for kind in kinds if kinds.count(kind) == 1}
    after: list[tuple[str, ...]] = []
    for index, step in enumerate(steps):
        following = _next_of(steps, index, step.lane)
        wait = waits.get(witness.lanes[step.lane])
        if following is not None:
            after.append(steps[following].holds)
        elif wait is not None:
            after.append(wait.holds)
        else:
            after.append(_after(step))
    return {
        "lanes": [_shown(name) for name in witness.lanes],
        "held": _at_first(witness),
        "steps": [
            {
                "lane": step.lane,
                "line": step.line,
                "what": _shown(step.told(words), 240),
                "after": [_shown(name) for name in held],
                **_value(step, alone),
            }
            for step, held in zip(steps, after, strict=True)
        ],
        "waits": [_waiting(witness, after, index) for index in range(len(steps))],
        "start": interesting(witness),
        "end": _shown(witness.conclusion, 1000),
        "ends": [_shown(wait.told(words), 400) for wait in witness.waits],
    }


def game_data(choices: Choices, words: Words) -> dict[str, Any]:
    """The tree for ``game.js``: ``{lanes, texts, nodes, ends}``.

    A node is a step with its parent, ``[parent, lane, line, what, plan, after, name, value]``, in
    which the last five index ``texts`` (-1 for none): there are hundreds of nodes and few texts.
    """
    texts: dict[str, int] = {}

    def text(value: str, limit: int = MAX_NAME) -> int:
        return texts.setdefault(_shown(value, limit), len(texts)) if value else -1

    children: dict[int, list[int]] = {}
    for index, node in enumerate(choices.nodes):
        children.setdefault(node.parent, []).append(index)
    nodes = []
    for index, node in enumerate(choices.nodes):
        following = _descendant(choices, children, index)
        held = _after(node) if following is None else choices.nodes[following].holds
        value = node.value or None
        told = node.op in _VALUES
        nodes.append(
            [
                node.parent,
                node.lane,
                node.line,
                text(step_words(words, node.op, node.target, value), 240),
                text(step_words(words, node.op, node.target, None), 160),
                [text(name) for name in held],
                text(node.target, 120) if told else -1,
                text(node.value, 120) if told else -1,
            ]
        )
    return {
        "lanes": [_shown(name) for name in choices.lanes],
        "texts": list(texts),
        "nodes": nodes,
        "ends": [
            {"node": end.node, "right": end.right, "text": _shown(end.text, 1000)}
            for end in choices.ends
        ],
    }


def interesting(witness: Witness) -> int:
    """Index of the step to start with: the last one before a thread is interrupted."""
    stuck = {wait.thread for wait in witness.waits}
    for index in range(1, len(witness.steps)):
        before = witness.steps[index - 1].lane
        if witness.steps[index].lane == before:
            continue
        begun = any(step.lane == before and step.line for step in witness.steps[:index])
        goes_on = _next_of(witness.steps, index, before) is not None
        worker = before != 0 or "Main" not in witness.lanes[0]
        if begun and worker and (goes_on or witness.lanes[before] in stuck):
            return index - 1
    return 0


def lines_of(witness: Witness) -> set[int]:
    """Lines that the stepper or the game can light."""
    lines = set(witness.lines)
    if witness.choices is not None:
        lines.update(node.line for node in witness.choices.nodes)
    return lines


def _waiting(witness: Witness, after: list[tuple[str, ...]], index: int) -> list[str | None]:
    """What each lane waits for once step ``index`` is done."""
    held = {
        lane: next((after[i] for i in range(index, -1, -1) if witness.steps[i].lane == lane), ())
        for lane in range(len(witness.lanes))
    }
    found: list[str | None] = []
    for lane, name in enumerate(witness.lanes):
        following = _next_of(witness.steps, index, lane)
        wait = next((w for w in witness.waits if w.thread == name), None)
        target = None
        if following is not None:
            step = witness.steps[following]
            others = [locks for other, locks in held.items() if other != lane]
            if step.op in _TAKES and any(step.target in locks for locks in others):
                target = step.target
        elif wait is not None:
            others = [locks for other, locks in held.items() if other != lane]
            if wait.holder is None or any(wait.on in locks for locks in others):
                target = wait.on
        found.append(None if target is None else _shown(target))
    return found


def _at_first(witness: Witness) -> list[list[str]]:
    firsts = [_next_of(witness.steps, -1, lane) for lane in range(len(witness.lanes))]
    return [
        [] if first is None else [_shown(name) for name in witness.steps[first].holds]
        for first in firsts
    ]


def _next_of(steps: Sequence[Step], index: int, lane: int) -> int | None:
    return next((i for i in range(index + 1, len(steps)) if steps[i].lane == lane), None)


def _descendant(choices: Choices, children: dict[int, list[int]], index: int) -> int | None:
    """The next step of the same thread, on whatever branch it comes first."""
    pending = list(children.get(index, ()))
    for node in pending:
        if choices.nodes[node].lane == choices.nodes[index].lane:
            return node
        pending.extend(children.get(node, ()))
    return None


def _after(step: _HasLocks) -> tuple[str, ...]:
    """What a thread has after a step that nothing follows."""
    if step.op in _TAKES:
        return (*step.holds, step.target)
    return tuple(name for name in step.holds if step.op not in _GIVES or name != step.target)


def _value(step: Step, alone: set[str]) -> dict[str, str]:
    """The shared value that a step saw or left; ``alone`` are kinds of which there is one only."""
    if step.op not in _VALUES or step.value is None:
        return {}
    kind = step.owner.partition(" #")[0]
    owner = kind if kind in alone else step.owner
    if not owner or owner in ("global", "variable"):
        name = step.target
    elif step.target.startswith("["):
        name = f"{owner}{step.target}"
    else:
        name = f"{owner}.{step.target}"
    return {"name": _shown(name), "value": _shown(step.value, 120)}


def _shown(text: str, limit: int = MAX_NAME) -> str:
    return one_line(text, limit)

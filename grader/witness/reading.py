"""From what came out of the student's process to a :class:`Witness`, or to none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from grader.choices import read_choices
from grader.errors import UsageError
from grader.replay import read_replay
from grader.text import cut
from grader.witness.records import Event, Step, Wait, Witness, step_words
from grader.wording import words_of

MAX_STEPS = 120
"""Steps that are kept; the last ones, since the failure is at the end."""
MAX_LANES = 12
SCENARIOS = "scenarios.py"
"""Name under which the hidden half of a check is compiled, inside."""
MAX_TEXT = 300


def read_witness(raw: object) -> Witness | None:
    """Take what is usable of a witness; None when nothing is.

    Args:
        raw: ``CheckResult.witness``: ``steps`` of ``{thread, file, line, source, op, object,
            attr, value}``, ``blocked`` of ``{thread, on, line, holds: [{lock, taken_at}]}`` or
            ``waits`` of ``{thread, lock, line, holder, holder_line}``, ``events`` of
            ``{task, pid, what}``, ``explanation``.
    """
    if not isinstance(raw, dict):
        return None
    blocked = _dicts(raw.get("blocked")) or _dicts(raw.get("waits"))
    listed = _telling(_dicts(raw.get("steps")), blocked)
    told_by_events = not listed
    if told_by_events:
        listed = [_from_event(event) for event in _dicts(raw.get("events"))]
    lanes: dict[str, int] = {}
    steps: list[Step] = []
    events: list[Event] = []
    first = max(0, len(listed) - MAX_STEPS)
    for number, item in enumerate(listed[first:], first + 1):
        name = _text(item.get("thread")) or "main"
        if name not in lanes and len(lanes) == MAX_LANES:
            continue
        lane = lanes.setdefault(name, len(lanes))
        step = _step(item, number, lane)
        if told_by_events:
            events.append(_event(item["event"], lane))
            step = msgspec.structs.replace(step, event=events[-1])
        steps.append(step)
    waits = tuple(_waits(_of_student(blocked) or [_without_place(item) for item in blocked]))
    conclusion = _conclusion(raw)
    if not steps and not waits and not conclusion:
        return None
    return Witness(
        lanes=tuple(lanes),
        steps=tuple(steps),
        waits=waits,
        conclusion=conclusion,
        left_out=first,
        replay=_replay(raw.get("replay")),
        events=tuple(events),
        choices=read_choices(raw.get("choices")),
    )


def _step(item: dict[str, Any], number: int, lane: int) -> Step:
    op, attr, owner = (_text(item.get(key)) for key in ("op", "attr", "object"))
    value = None if item.get("value") is None else _text(item.get("value"))
    target = attr or owner
    if op in ("start", "join"):
        target = target.removeprefix("thread ")
    told = _text(item.get("what"))
    if op in _OWN_VALUE and not told:
        value = None
    held = item.get("holds")
    return Step(
        number=number,
        lane=lane,
        line=_line(item.get("line")),
        source=_text(item.get("source")).strip(),
        what=told or step_words(words_of("en"), op, target, value),
        op="" if told else op,
        target=target,
        owner=owner if attr else "",
        value=value,
        holds=tuple(_text(name) for name in held[:8]) if isinstance(held, list) else (),
    )


_OWN_VALUE = frozenset({"start", "next"})
"""Operations whose value says nothing new: the thread's name once more, the list all over."""


def _event(raw: dict[str, Any], lane: int) -> Event:
    return Event(
        lane=lane,
        what=_text(raw.get("what"), 100),
        task=_text(raw.get("task"), 60),
        thread=_text(raw.get("thread"), 60),
        line=_line(raw.get("line")),
        on=_text(raw.get("on"), 100),
    )


def _telling(steps: list[dict[str, Any]], blocked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The steps that tell a student something, in order.

    Those of a hidden check's own code are none of a student's business. Looking up a lock just
    before taking it, or waiting for it, is noise; so is looking up a function, and walking through
    a list that no other thread touches.
    """
    own = _of_student(steps)
    following = {_text(item.get("thread")): item | {"object": item.get("on")} for item in blocked}
    kept: list[dict[str, Any]] = []
    for step in reversed(own):
        thread = _text(step.get("thread"))
        then = following.get(thread, {})
        looked_up = step.get("op") == "read" and step.get("value") == then.get("object")
        if not (
            (looked_up and step.get("line") == then.get("line"))
            or _is_function(step)
            or _is_own_loop(step, own)
        ):
            kept.append(step)
        following[thread] = step
    return kept[::-1]


def _is_function(step: dict[str, Any]) -> bool:
    return step.get("op") == "read" and _text(step.get("value")).startswith("function #")


def _is_own_loop(step: dict[str, Any], steps: list[dict[str, Any]]) -> bool:
    """Whether a step only walks through what its thread alone uses."""
    if step.get("op") != "next" or not step.get("object"):
        return False
    users = {_text(one.get("thread")) for one in steps if one.get("object") == step["object"]}
    threads = {_text(one.get("thread")) for one in steps}
    return len(users) == 1 and len(threads) > 1


def _of_student(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the steps of the check's own code, whose place is withheld."""
    return [item for item in items if item.get("file", "") not in (None, SCENARIOS)]


def _without_place(item: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key != "line"}


def _conclusion(raw: dict[str, Any]) -> str:
    explanation = raw.get("explanation")
    if isinstance(explanation, dict):
        explanation = explanation.get("text")
    return _text(explanation, 1000)


def _replay(value: object) -> str:
    try:
        return str(read_replay(value)) if isinstance(value, str) else ""
    except UsageError:
        return ""


def _waits(blocked: list[dict[str, Any]]) -> Iterable[Wait]:
    holders: dict[str, tuple[str, int | None]] = {}
    for item in blocked:
        for held in _dicts(item.get("holds")):
            taken = held.get("taken_at", held.get("line"))
            holders[_text(held.get("lock"))] = (_text(item.get("thread")), _line(taken))
    for item in blocked[:MAX_LANES]:
        on = next((_text(item[key]) for key in ("on", "lock", "kind") if item.get(key)), "a lock")
        holder, taken = holders.get(on, (None, None))
        if holder is None and item.get("holder"):
            holder, taken = _text(item.get("holder")), _line(item.get("holder_line"))
        yield Wait(
            thread=_text(item.get("thread")) or "a thread",
            on=on,
            line=_line(item.get("line")),
            holder=holder,
            taken=taken,
            holds=tuple(_text(held.get("lock")) for held in _dicts(item.get("holds"))),
        )


def _from_event(event: dict[str, Any]) -> dict[str, Any]:
    """An event of the recorder as a step, one lane a process."""
    task = _text(event.get("task"))
    what = _text(event.get("what"))
    return {
        "thread": f"process {_text(event.get('pid'))}",
        "what": f"{what} {task}".strip(),
        "line": event.get("line"),
        "event": event,
    }


def _dicts(value: object) -> list[dict[str, Any]]:
    if not isinstance(value, list | tuple):
        return []
    return [item for item in value if isinstance(item, dict)]


def _line(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**7:
        return value
    return None


def _text(value: object, limit: int = MAX_TEXT) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return cut(value, limit)
    if isinstance(value, bool | int | float):
        return cut(str(value), limit)
    return cut(_plain(value), limit)


def _plain(value: object, depth: int = 0) -> str:
    """A short text of a JSON value, whatever its size and depth."""
    if depth > 3:
        return "…"
    if isinstance(value, dict):
        inner = (f"{_text(k, 40)}: {_plain(v, depth + 1)}" for k, v in list(value.items())[:8])
        return "{" + ", ".join(inner) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_plain(item, depth + 1) for item in value[:8]) + "]"
    return _text(value, 60)

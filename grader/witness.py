"""A witness as typed data that every report can draw.

A witness comes out of the student's process, so it is hostile: it may lack anything, and hold
anything. What has the agreed form is taken, the rest is left out, and everything is bounded.
Texts are not made harmless here; that is the last step of whoever shows them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grader.choices import Choices, read_choices
from grader.errors import UsageError
from grader.model import Record
from grader.replay import read_replay
from grader.text import cut
from grader.wording import Words, words_of

MAX_STEPS = 120
"""Steps that are kept; the last ones, since the failure is at the end."""
MAX_LANES = 12
SCENARIOS = "scenarios.py"
"""Name under which the hidden half of a check is compiled, inside."""
MAX_TEXT = 300


class Step(Record, frozen=True):
    """One operation of one thread or process."""

    number: int
    """From 1, over all lanes."""
    lane: int
    """Index into :attr:`Witness.lanes`."""
    line: int | None
    """Line of the student's file."""
    source: str
    """Text of that line."""
    what: str
    """What happened there, in English: ``reads value: 0``."""
    op: str = ""
    """The operation's name in the explorer; empty where ``what`` is all that is known."""
    target: str = ""
    """What it is done to: an attribute, an item, a lock."""
    owner: str = ""
    """The object whose attribute or item that is; empty when it is not one."""
    value: str | None = None
    holds: tuple[str, ...] = ()
    """Locks that the thread held just before."""

    def told(self, words: Words) -> str:
        """:attr:`what`, in the language of ``words``."""
        return step_words(words, self.op, self.target, self.value) if self.op else self.what


class Event(Record, frozen=True):
    """What one process reported to the recorder."""

    lane: int
    """Index into :attr:`Witness.lanes`."""
    what: str
    """``start``, ``end``, ``waits``, ``goes on``, ``killed``, ``gone``, ``raised ValueError``,
    ``begins``, or a word of the check's author."""
    task: str
    """Which task it is about; may be empty."""
    thread: str


class Wait(Record, frozen=True):
    """A thread that can't go on."""

    thread: str
    on: str
    line: int | None
    holder: str | None
    """The thread that holds what this one waits for."""
    taken: int | None
    """The line where it took it."""
    holds: tuple[str, ...] = ()
    """Locks that the waiting thread itself holds."""

    @property
    def sentence(self) -> str:
        """``Thread-2 waits at line 14 for a.lock, which Thread-1 has held since line 9.``"""
        return self.told(words_of("en"))

    def told(self, words: Words) -> str:
        """:attr:`sentence`, in the language of ``words``."""
        key = "wait"
        if self.holder is not None:
            key += "_own" if self.holder == self.thread else "_held"
        key += "_at" if self.line else ""
        key += "_since" if self.holder is not None and self.taken else ""
        return words(
            f"witness.{key}",
            thread=self.thread,
            on=self.on,
            line=str(self.line),
            holder=self.holder,
            taken=str(self.taken),
        )

    def told_by(self, text: str) -> bool:
        """Whether ``text`` says the same already."""
        return self.thread in text and f"line {self.line}" in text


class Witness(Record, frozen=True):
    """How a check failed, step by step."""

    lanes: tuple[str, ...]
    """Names of threads or processes, in the order in which they appear."""
    steps: tuple[Step, ...]
    waits: tuple[Wait, ...]
    conclusion: str
    """The sentence that says what went wrong; may be empty."""
    left_out: int
    """Earlier steps that are not shown."""
    replay: str = ""
    """What ``grader check --replay`` takes to run this schedule again; may be empty."""
    events: tuple[Event, ...] = ()
    """Of a run with processes; then ``steps`` tells the same in words."""
    choices: Choices | None = None
    """Schedules to choose among, where there are any."""

    @property
    def lines(self) -> tuple[int, ...]:
        """Lines of the student's file that take part, in order."""
        used = [step.line for step in self.steps] + [wait.line for wait in self.waits]
        used += [wait.taken for wait in self.waits]
        return tuple(sorted({line for line in used if line}))

    @property
    def last_line(self) -> int | None:
        """The line to look at first: where a thread is stuck, or the last step."""
        for line in [w.line for w in self.waits] + [s.line for s in reversed(self.steps)]:
            if line:
                return line
        return None


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
        steps.append(_step(item, number, lane))
        if told_by_events:
            events.append(_event(item["event"], lane))
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


def step_words(words: Words, op: str, target: str, value: str | None) -> str:
    """One operation in words: ``reads value: 0``."""
    if words.has(f"step.{op}"):
        what = words(f"step.{op}", target=target)
    else:
        what = words(
            "step.other" if target else "step.bare", op=op.replace("_", " "), target=target
        )
    return what if value is None else words("step.value", what=what, value=value)


def _step(item: dict[str, Any], number: int, lane: int) -> Step:
    op, attr, owner = (_text(item.get(key)) for key in ("op", "attr", "object"))
    value = None if item.get("value") is None else _text(item.get("value"))
    target = attr or owner
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
    )


def _telling(steps: list[dict[str, Any]], blocked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The steps that tell a student something, in order.

    Those of a hidden check's own code are none of a student's business. Looking up a lock just
    before taking it, or waiting for it, is noise.
    """
    own = _of_student(steps)
    following = {_text(item.get("thread")): item | {"object": item.get("on")} for item in blocked}
    kept: list[dict[str, Any]] = []
    for step in reversed(own):
        thread = _text(step.get("thread"))
        then = following.get(thread, {})
        looked_up = step.get("op") == "read" and step.get("value") == then.get("object")
        if not (looked_up and step.get("line") == then.get("line")):
            kept.append(step)
        following[thread] = step
    return kept[::-1]


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

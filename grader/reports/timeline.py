"""The timeline of a run with processes, as SVG: a lane a process, a bar a task.

The horizontal place is the order of the events, not the clock: a clock would draw the machine's
load, and the same run would never look the same twice.
"""

from __future__ import annotations

from markupsafe import Markup

from grader.model import Record
from grader.reports import svg
from grader.text import one_line
from grader.witness import Event, Witness
from grader.wording import Words

NAME, COLUMN, LANE, TOP = 96, 46, 40, 12
TOLD = 200
"""Pixels beside the end of a run that hung, for what each process waits for."""
BAR = 22
_ENDINGS = frozenset({"start", "end", "killed", "gone"})
_OPENS, _CLOSES = frozenset({"start"}), frozenset({"end", "killed", "gone"})


class Timeline(Record, frozen=True):
    """Ready for the template."""

    svg: str
    """Escaped; the template takes it as it is."""
    width: int
    """Pixels at natural size."""
    hung: bool
    """Whether it ends with where each process stood."""
    rows: tuple[tuple[str, str], ...]
    """Who, and what happened, in order: the same as text."""


class _Bar(Record, frozen=True):
    lane: int
    first: int
    last: int
    row: int
    task: str
    ending: str
    """The event that ended it; empty when none did."""
    waits: tuple[tuple[int, int], ...]


def timeline(witness: Witness, words: Words) -> Timeline | None:
    """Draw the events of ``witness``; None when it has none."""
    events = tuple(event for event in witness.events if not event.is_end)
    ends = tuple(event for event in witness.events if event.is_end)
    if not events:
        return None
    names = witness.names(words)
    bars = _bars(events)
    # A run that hung ends at one moment for all: in a column of its own.
    last = len(events)
    rows = {lane: 1 + max((b.row for b in bars if b.lane == lane), default=0)
            for lane in range(len(names))}  # fmt: skip
    tops, y = [], TOP
    for lane in range(len(names)):
        tops.append(y)
        y += LANE + (rows[lane] - 1) * (BAR + 4)
    width = NAME + COLUMN * (len(events) + 1) + (TOLD if ends else 0)
    parts = [] if not ends else [_time_up(last, y, words)]
    rail = width - (TOLD + COLUMN // 2 if ends else 0)
    parts += [_lane(name, tops[lane], rail) for lane, name in enumerate(names)]
    parts += [_bar(bar, tops[bar.lane], words) for bar in bars]
    for index, event in enumerate(events):
        parts += _mark(event, index, tops[event.lane], words)
    for event in ends:
        parts.append(_end(event, last, tops[event.lane], words))
    drawn = Markup(
        '<svg class="timeline" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" '
        'aria-label="{label}">{parts}</svg>'
    ).format(w=width, h=y + 4, label=words("witness.timeline"), parts=Markup("").join(parts))
    told = tuple((names[event.lane], event.told(words)) for event in (*events, *ends))
    return Timeline(svg=str(drawn), width=width, hung=bool(ends), rows=told)


def _bars(events: tuple[Event, ...]) -> list[_Bar]:
    """A bar from where a task begins to where it ends, stacked where tasks overlap in a lane."""
    open_: dict[tuple[int, str], tuple[int, int]] = {}
    waits: dict[tuple[int, str], list[tuple[int, int]]] = {}
    bars: list[_Bar] = []

    def close(key: tuple[int, str], last: int, ending: str) -> None:
        first, row = open_.pop(key)
        spans = tuple((a, last if b < 0 else b) for a, b in waits.pop(key, []))
        bars.append(_Bar(lane=key[0], first=first, last=last, row=row, task=key[1], ending=ending,
                         waits=spans))  # fmt: skip

    # A check that only holds tasks back does not say when they end: their bars are as long as that.
    ending = {(e.lane, e.task) for e in events if e.what in _ENDINGS or "raised " in e.what}
    for index, event in enumerate(events):
        key = (event.lane, event.task)
        if event.what in _OPENS or (event.what == "waits" and key not in open_):
            if key in open_:
                close(key, index, "")
            taken = {row for (lane, _), (_, row) in open_.items() if lane == event.lane}
            open_[key] = (index, next(row for row in range(len(taken) + 1) if row not in taken))
        if event.what == "waits":
            waits.setdefault(key, []).append((index, -1))
        elif event.what == "goes on" and waits.get(key):
            waits[key][-1] = (waits[key][-1][0], index)
            if key not in ending:
                close(key, index, "")
        elif key in open_ and (event.what in _CLOSES or event.what.startswith("raised ")):
            close(key, index, event.what)
    for key in list(open_):
        close(key, len(events), "")
    return sorted(bars, key=lambda bar: (bar.first, bar.lane))


def _x(index: float) -> float:
    return NAME + COLUMN * (index + 0.5)


def _lane(name: str, top: float, width: int) -> Markup:
    middle = top + BAR / 2
    line = Markup('<path class="rail" d="M{:g} {:g}H{:g}"/>').format(NAME, middle, width - 4)
    return svg.text(0, middle + 4, name, kind="name", limit=14) + line


def _bar(bar: _Bar, top: float, words: Words) -> Markup:
    y = top + bar.row * (BAR + 4)
    x, end = _x(bar.first), _x(bar.last)
    kind = "bad" if bar.ending in ("killed", "gone") or bar.ending.startswith("raised") else "good"
    box = Markup('<rect class="bar" x="{:g}" y="{:g}" width="{:g}" height="{:g}" rx="5"/>')
    inner = box.format(x, y, max(end - x, 12), BAR)
    for first, last in bar.waits:
        inner += Markup('<rect class="held" x="{:g}" y="{:g}" width="{:g}" height="{:g}"/>').format(
            _x(first), y + BAR - 5, max(_x(last) - _x(first), 4), 5
        )
    label = svg.text(x + 6, y + BAR / 2 + 4, bar.task, kind="label", limit=12)
    told = words("witness.task", task=bar.task)
    return svg.titled(told, inner + label, kind=f"task {kind}")


def _mark(event: Event, index: int, top: float, words: Words) -> list[Markup]:
    """A sign where a process is killed, vanishes or a task raises."""
    sign = {"killed": "✕", "gone": "✕"}.get(event.what, "!" if "raised " in event.what else "")
    if not sign:
        return []
    y = top + BAR / 2
    dot = Markup('<circle class="sign" cx="{:g}" cy="{:g}" r="9"/>').format(_x(index), y)
    shown = dot + svg.text(_x(index), y + 4, sign, kind="signed", anchor="middle")
    return [svg.titled(one_line(event.told(words), 200), shown, kind="event")]


def _time_up(index: int, bottom: float, words: Words) -> Markup:
    """A line down all lanes where the time was up."""
    drawn = Markup('<path class="over" d="M{:g} 2V{:g}"/>').format(_x(index), bottom)
    return svg.titled(words("witness.time_up"), drawn, kind="event")


def _end(event: Event, index: int, top: float, words: Words) -> Markup:
    """Where a process stood then: the line's number, or a sign that it only waits for work."""
    x, y = _x(index), top + BAR / 2
    label = str(event.line) if event.line else "…"
    wide = 14 + 8 * len(label)
    box = Markup('<rect class="end" x="{:g}" y="{:g}" width="{:g}" height="{:g}" rx="9"/>').format(
        x - wide / 2, y - 9, wide, 18
    )
    shown = box + svg.text(x, y + 4, label, kind="ended", anchor="middle")
    shown += svg.text(x + wide / 2 + 6, y + 4, _short(event, words), kind="told", limit=34)
    return svg.titled(one_line(event.told(words), 200), shown, kind=f"event {event.what}")


def _short(event: Event, words: Words) -> str:
    """A few words beside the drawing; the tooltip and the table say all."""
    if event.what == "rests":
        return words("witness.no_task") if event.on == "next task" else words("witness.no_end")
    return words("witness.for", on=event.on) if event.on else ""

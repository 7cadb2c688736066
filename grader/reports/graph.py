"""The wait-for graph of a deadlock or a hang, as SVG.

Threads and what they wait for are boxes; an arrow leads from a thread to what it waits for, and
from there to the thread that holds it. Those that wait for each other in a circle are drawn as a
ring, the others as rows below it. It is drawn narrow, so that a telephone shows it in full size;
the sentences beside it say the same.
"""

from __future__ import annotations

import math

from markupsafe import Markup

from grader.reports import svg
from grader.witness import Wait, Witness
from grader.wording import Words

WIDTH, BOX, HEIGHT = 400, 124, 40
MAX_RING = 6
"""Threads in a ring; a longer one is told in rows."""

Point = tuple[float, float]


def wait_graph(witness: Witness, words: Words, ident: str) -> str | None:
    """Draw who waits for what; None when nobody does, or nobody is known to hold anything.

    Args:
        witness: whose waits are drawn.
        words: the language of the labels.
        ident: unique in the page.
    """
    if not any(wait.holder for wait in witness.waits):
        return None
    ring = cycle(witness.waits)[:MAX_RING]
    parts: list[Markup] = []
    top = 10.0
    if ring:
        top = _ring(parts, ring, words, ident)
    for wait in witness.waits:
        if wait not in ring:
            top = _row(parts, wait, top, words, ident)
    drawn = Markup(
        '<svg class="graph" viewBox="0 0 {w} {h:g}" role="img" aria-label="{label}">'
        '<defs><marker id="{ident}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8Z"/></marker></defs>{parts}</svg>'
    ).format(
        w=WIDTH, h=top, ident=ident, label=words("witness.graph"), parts=Markup("").join(parts)
    )
    return str(drawn)


def cycle(waits: tuple[Wait, ...]) -> list[Wait]:
    """Those who wait for each other, in order; empty when there is no circle."""
    by_thread = {wait.thread: wait for wait in waits}
    for start in waits:
        path = [start]
        while (following := by_thread.get(path[-1].holder or "")) is not None:
            if following in path:
                return path[path.index(following) :]
            path.append(following)
    return []


def _ring(parts: list[Markup], ring: list[Wait], words: Words, ident: str) -> float:
    """Threads and locks in turn on an ellipse; returns the lower edge."""
    count = 2 * len(ring)
    tall = 100.0 if count == 2 else 58.0 * len(ring)
    middle = tall + HEIGHT
    places: list[Point] = []
    for index in range(count):
        angle = 2 * math.pi * index / count - math.pi / 2
        places.append((WIDTH / 2 + 130 * math.cos(angle), middle + tall * math.sin(angle)))
    for index, wait in enumerate(ring):
        thread, target = places[2 * index], places[2 * index + 1]
        following = places[(2 * index + 2) % count]
        waits = _waits_words(wait, words)
        parts.append(_arrow(thread, target, waits, "waits ring", ident))
        parts.append(_arrow(target, following, _held_words(wait, words), "held ring", ident))
    for index, wait in enumerate(ring):
        parts.append(_box(places[2 * index], wait.thread, "thread ring"))
        parts.append(_box(places[2 * index + 1], wait.on, "thing ring"))
    return middle + tall + HEIGHT


def _row(parts: list[Markup], wait: Wait, top: float, words: Words, ident: str) -> float:
    """A wait outside the circle: thread above, what it waits for below, its holder below that."""
    left, right = WIDTH * 0.2, WIDTH * 0.8
    y = top + HEIGHT / 2 + 4
    parts.append(_arrow((left, y), (right, y), _waits_words(wait, words), "waits", ident))
    parts.append(_box((left, y), wait.thread, "thread"))
    parts.append(_box((right, y), wait.on, "thing"))
    if wait.holder is not None and wait.holder != wait.thread:
        below = y + HEIGHT + 42
        held = _held_words(wait, words)
        parts.insert(0, _arrow((right, y), (right, below), held, "held", ident))
        parts.append(_box((right, below), wait.holder, "thread"))
        y = below
    return y + HEIGHT / 2 + 18


def _waits_words(wait: Wait, words: Words) -> str:
    return (
        words("witness.waits_edge_at", line=str(wait.line))
        if wait.line
        else words("witness.waits_edge")
    )


def _held_words(wait: Wait, words: Words) -> str:
    if not wait.taken:
        return words("witness.held_edge")
    return words("witness.held_edge_at", line=str(wait.taken))


def _box(at: Point, name: str, kind: str) -> Markup:
    x, y = at
    rect = Markup('<rect x="{:g}" y="{:g}" width="{}" height="{}" rx="{}"/>').format(
        x - BOX / 2, y - HEIGHT / 2, BOX, HEIGHT, 8 if "thread" in kind else HEIGHT // 2
    )
    head, mark, tail = name.partition(" (")
    if not mark:
        head, mark, tail = name.partition(" made at ")
    if not mark:
        head, mark, tail = name.partition("（")
    if mark:
        second = mark.lstrip() + tail
        shown = svg.text(x, y - 3, head, kind="first", limit=18, anchor="middle")
        shown += svg.text(x, y + 13, second, kind="second", limit=20, anchor="middle")
    else:
        shown = svg.text(x, y + 5, head, kind="first", limit=18, anchor="middle")
    return svg.titled(name, rect + shown, kind=f"node {kind}")


def _arrow(start: Point, end: Point, label: str, kind: str, ident: str) -> Markup:
    """An arrow between two boxes, from edge to edge, with a label on its middle."""
    first, last = _edge(start, end), _edge(end, start)
    line = Markup('<path d="M{:.1f} {:.1f}L{:.1f} {:.1f}" marker-end="url(#{})"/>').format(
        *first, *last, ident
    )
    x, y = (first[0] + last[0]) / 2, (first[1] + last[1]) / 2
    shown = svg.text(x, y + 4, label, kind="edge", limit=30, anchor="middle")
    return Markup('<g class="arrow {}">{}</g>').format(kind, line + shown)


def _edge(start: Point, end: Point) -> Point:
    """Where the line from the middle of a box to ``end`` leaves the box."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    scale = min(
        (BOX / 2 + 3) / abs(dx) if dx else math.inf,
        (HEIGHT / 2 + 3) / abs(dy) if dy else math.inf,
        1.0,
    )
    return start[0] + dx * scale, start[1] + dy * scale

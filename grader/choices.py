"""Schedules to choose among ("can you break it?"), read as hostile data.

``grader/checks/choices.py`` writes them into a witness, laid on top of each other as a tree. The
numbers are checked here one by one, so that whoever draws the tree can rely on them.
"""

from __future__ import annotations

from typing import Any

from grader.model import Record
from grader.text import cut

MAX_NODES = 1000
MAX_THREADS = 12
MAX_TEXTS = 2000
MAX_HELD = 8
MAX_LINE = 10**7


class Node(Record, frozen=True):
    """One step of one thread."""

    parent: int
    """Index of the step before it, of whatever thread; -1 for a first step."""
    lane: int
    """Index into :attr:`Choices.lanes`."""
    line: int
    op: str
    target: str
    value: str
    """Empty where there is none."""
    holds: tuple[str, ...]
    """Locks that the thread held just before."""


class End(Record, frozen=True):
    """What comes of a schedule."""

    node: int
    """Index of its last step."""
    right: bool
    text: str
    """What went wrong; empty where nothing did."""


class Choices(Record, frozen=True):
    """A tree of schedules; every node is after its parent."""

    lanes: tuple[str, ...]
    nodes: tuple[Node, ...]
    ends: tuple[End, ...]


def read_choices(raw: object) -> Choices | None:
    """Take a tree if it is one, wholly; None otherwise.

    Args:
        raw: ``{threads, texts, nodes, ends}`` as ``grader/checks/choices.py`` makes it.
    """
    if not isinstance(raw, dict):
        return None
    try:
        lanes = _texts(raw["threads"], MAX_THREADS, 80)
        texts = _texts(raw["texts"], MAX_TEXTS, 600)
        nodes = tuple(
            _node(index, item, lanes, texts)
            for index, item in enumerate(_items(raw["nodes"], MAX_NODES))
        )
        ends = tuple(_end(item, len(nodes), texts) for item in _items(raw["ends"], MAX_NODES))
    except (KeyError, ValueError, IndexError):
        return None
    inner = {node.parent for node in nodes}
    if not ends or any(end.node in inner for end in ends):
        return None
    return Choices(lanes=lanes, nodes=nodes, ends=ends)


def _node(index: int, item: object, lanes: tuple[str, ...], texts: tuple[str, ...]) -> Node:
    parent, lane, line, text, *held = _numbers(item)
    _require(-1 <= parent < index and 0 <= lane < len(lanes) and 0 < line < MAX_LINE)
    _require(all(0 <= one < len(texts) for one in (text, *held)) and len(held) <= MAX_HELD)
    op, target, value = texts[text].split("\t")
    return Node(
        parent=parent,
        lane=lane,
        line=line,
        op=op,
        target=target,
        value=value,
        holds=tuple(texts[one] for one in held),
    )


def _end(item: object, nodes: int, texts: tuple[str, ...]) -> End:
    node, right, text = _numbers(item)
    _require(0 <= node < nodes and 0 <= text < len(texts))
    return End(node=node, right=right == 1, text=texts[text])


def _numbers(item: object) -> list[int]:
    _require(isinstance(item, str) and len(item) < 200 and item.isascii())
    return [int(part) for part in str(item).split(" ")]


def _texts(raw: object, most: int, limit: int) -> tuple[str, ...]:
    items = _items(raw, most)
    _require(all(isinstance(item, str) for item in items))
    return tuple(cut(item, limit) for item in items)


def _items(raw: object, most: int) -> list[Any]:
    _require(isinstance(raw, list) and len(raw) <= most)
    return list(raw) if isinstance(raw, list) else []


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError("it is no tree of schedules")

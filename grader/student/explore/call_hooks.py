"""Hooks before calls, and at the turns of loops."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from grader.student.explore.containers import (
    CONTAINER,
    GENERATOR,
    ITERATOR,
    OTHER,
    VIEW,
    kind_of,
    touch,
)
from grader.student.explore.item_hooks import native, viewed
from grader.student.explore.opaque import (
    announce,
    is_opaque,
)
from grader.student.explore.ops import READ, WRITE
from grader.student.explore.progress import tick_slowly
from grader.student.explore.runtime import rt


def hook_call(function: Any, site: int, *args: Any) -> Any:
    """Before a call whose arguments are plain."""
    if not rt.quiet and type(function) not in _OWN:
        announce(function, args, site)
    return function


_OWN = (type,)


def hook_wrap(function: Any, site: int) -> Any:
    """Before a call whose arguments are still to be evaluated."""
    if rt.quiet or not is_opaque(function, ()):
        return function

    def announced(*args: Any, **kwargs: Any) -> Any:
        if not rt.quiet:
            announce(function, args, site)
        return function(*args, **kwargs)

    return announced


def hook_callback(function: Any, site: int) -> Any:
    """Before ``function`` is given to C code (``map``, ``sorted``) that will call it."""
    return hook_wrap(function, site)


GENERATOR_MODE = -1


def hook_next(site: int, iterator: Any, *default: Any) -> Any:
    """``next``. A generator is entered here and left at its ``yield`` (``hook_leave``)."""
    if rt.quiet:
        return next(iterator, *default)
    kind = kind_of(type(iterator))
    if kind == ITERATOR:
        touch(iterator, WRITE, site, "next")
    elif kind == GENERATOR and iterator.gi_frame is not None:
        touch(iterator.gi_frame, WRITE, site, "enter")
    return next(iterator, *default)


def hook_leave(value: Any, site: int) -> Any:
    """Before ``yield value``: until here another thread finds the generator running."""
    if not rt.quiet:
        touch(sys._getframe(1), WRITE, site, "yield")
    return value


class Each:
    """An iterator over a container: each step is a visible operation."""

    __slots__ = ("_box", "_iterator", "_mode", "_site")

    def __init__(self, box: Any, iterator: Iterator[Any], site: int, mode: int) -> None:
        self._box = box
        self._iterator = iterator
        self._site = site
        self._mode = mode

    def __iter__(self) -> Each:
        return self

    def __next__(self) -> Any:
        if not rt.quiet:
            if self._mode == GENERATOR_MODE:
                return hook_next(self._site, self._iterator)
            touch(self._box, self._mode, self._site, "next", self)
        return next(self._iterator)

    def __length_hint__(self) -> int:
        hint = getattr(self._iterator, "__length_hint__", None)
        return hint() if hint is not None else 0


def hook_each(obj: Any, site: int) -> Any:
    """Before an iteration over ``obj``."""
    if rt.quiet:
        return obj
    kind = kind_of(type(obj))
    if kind == OTHER or not native(obj, "__iter__"):
        return obj
    if kind == CONTAINER:
        return Each(obj, iter(obj), site, READ)
    if kind == GENERATOR:
        return Each(obj, obj, site, GENERATOR_MODE)
    if kind == VIEW:
        return Each(viewed(obj), iter(obj), site, READ)
    return Each(obj, obj, site, WRITE)


def hook_tick(site: int) -> None:
    """At each turn of a loop: bounds loops, and notices those that wait by spinning."""
    rt.fuel -= 1
    if not rt.quiet or not rt.fuel & 4095 or rt.fuel < 0:
        tick_slowly(site)


def hook_id(obj: Any) -> int:
    """``id``, but the same in every execution of a schedule."""
    execution = rt.execution
    if execution is None:
        return id(obj)
    return 0x7F00_0000_0000 + 64 * execution.number(obj)

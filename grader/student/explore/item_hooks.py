"""Hooks before items and methods of containers."""

from __future__ import annotations

import types
from typing import Any

from grader.student.explore.attribute_hooks import hook_load
from grader.student.explore.containers import (
    CONTAINER,
    ITERATOR,
    METHODS,
    OTHER,
    VIEW,
    kind_of,
    touch,
    touch_item,
    touch_method,
)
from grader.student.explore.fields import (
    student_modules,
)
from grader.student.explore.opaque import (
    announce,
    is_foreign,
    is_opaque,
    static_method,
    touch_foreign,
)
from grader.student.explore.ops import READ, WRITE
from grader.student.explore.runtime import rt


def hook_value(obj: Any, site: int) -> Any:
    """Before the contents of ``obj`` are looked at as a whole."""
    if not rt.quiet:
        kind = kind_of(type(obj))
        if kind == CONTAINER:
            touch(obj, READ, site, "read_all")
        elif kind == ITERATOR:
            touch(obj, WRITE, site, "next")
        elif kind == VIEW:
            touch(viewed(obj), READ, site, "read_all")
    return obj


def viewed(view: Any) -> Any:
    """Return the dictionary of a view: the one behind the mapping proxy."""
    try:
        return view.mapping | _Reveal()
    except TypeError:
        return view


class _Reveal:
    """Makes a mapping proxy hand over its dictionary: ``proxy | self`` calls this."""

    def __ror__(self, other: Any) -> Any:
        return other


def hook_grow(value: Any, current: Any, site: int) -> Any:
    """Before ``name += value``, which changes a list or a set in place."""
    if not rt.quiet and kind_of(type(current)) == CONTAINER:
        touch(current, WRITE, site, "extend")
    return value


def hook_inside(box: Any, key: Any, site: int) -> Any:
    """Before ``key in box``."""
    if not rt.quiet:
        kind = kind_of(type(box))
        if kind == CONTAINER and isinstance(box, dict):
            touch_item(box, key, False, site)
        elif kind != OTHER:
            hook_value(box, site)
        elif is_foreign(box, "__contains__"):
            touch_foreign(box, READ, site)
    return box


def hook_item(box: Any, key: Any, site: int) -> Any:
    """Before ``box[key]`` is read."""
    if not rt.quiet:
        access(box, key, False, site)
    return box


def access(box: Any, key: Any, write: bool, site: int) -> None:
    """The visible operation of ``box[key]``, if nobody else makes it."""
    method = "__setitem__" if write else "__getitem__"
    if kind_of(type(box)) == CONTAINER:
        if native(box, method):
            touch_item(box, key, write, site)
    elif is_foreign(box, method):
        touch_foreign(box, WRITE if write else READ, site)


def hook_set_item(box: Any, key: Any, site: int) -> Any:
    """Before ``box[key]`` is bound or deleted."""
    if not rt.quiet:
        access(box, key, True, site)
    return box


def native(box: Any, method: str) -> bool:
    """Whether the class leaves this method to C; one in Python has hooks of its own."""
    return not isinstance(getattr(type(box), method, None), types.FunctionType)


def hook_method(box: Any, name: str, site: int, *args: Any) -> Any:
    """Before ``box.name(*args)``, for names that containers have."""
    if not rt.quiet:
        kind = kind_of(type(box))
        if kind == CONTAINER:
            if native(box, name) or type(box).__module__ not in student_modules:
                touch_method(box, name, site, args)
        elif kind == VIEW:
            touch(viewed(box), READ, site, name)
        elif kind == OTHER:
            hook_load(box, name, site)
            function, args = static_method(box, name, args)
            announce(function, args, site)
    return box


class _Delayed:
    """Stands for a container until a method is called with arguments that take time."""

    __slots__ = ("_box", "_site")

    def __init__(self, box: Any, site: int) -> None:
        self._box = box
        self._site = site

    def __getattr__(self, name: str) -> Any:
        function = getattr(self._box, name)
        box, site = self._box, self._site

        def announced(*args: Any, **kwargs: Any) -> Any:
            if not rt.quiet:
                hook_method(box, name, site, *args)
            return function(*args, **kwargs)

        return announced


def hook_delayed(box: Any, name: str, site: int) -> Any:
    """Before ``box.name(...)`` whose arguments have visible operations of their own."""
    if not rt.quiet:
        kind = kind_of(type(box))
        if kind == CONTAINER and name in METHODS and native(box, name):
            return _Delayed(box, site)
        if kind == OTHER:
            function, args = static_method(box, name, ())
            if is_opaque(function, args):
                return _Delayed(box, site)
            hook_load(box, name, site)
            return box
        return hook_method(box, name, site)
    return box


class Proxy:
    """Stands for a container in ``box[key]`` whose key takes time to evaluate."""

    __slots__ = ("_box", "_site")

    def __init__(self, box: Any, site: int) -> None:
        self._box = box
        self._site = site

    def _touch(self, key: Any, write: bool) -> None:
        if not rt.quiet:
            access(self._box, None if isinstance(key, slice) else key, write, self._site)

    def __getitem__(self, key: Any) -> Any:
        self._touch(key, False)
        return self._box[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self._touch(key, True)
        self._box[key] = value

    def __delitem__(self, key: Any) -> None:
        self._touch(key, True)
        del self._box[key]


def hook_proxy(box: Any, site: int) -> Any:
    """Before ``box[...]`` whose key has visible operations, or which is augmented."""
    if not rt.quiet:
        if kind_of(type(box)) == CONTAINER:
            return Proxy(box, site) if native(box, "__getitem__") else box
        if is_foreign(box, "__getitem__"):
            return Proxy(box, site)
    return box

"""What the instrumented code calls: each hook makes one visible operation.

A hook returns the operand that it was given; the access itself is made by the
student's code right after. Nothing runs between the two, so to the schedule
they are one. Every hook returns at once while the execution is quiet.
"""

from __future__ import annotations

import builtins
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

from grader.student.explore.containers import (
    CONTAINER,
    GENERATOR,
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
    PRYING,
    attribute_key,
    guard,
    namespace,
    read_keys,
    student_modules,
    write_keys,
)
from grader.student.explore.foreign import standins
from grader.student.explore.opaque import (
    announce,
    is_foreign,
    is_opaque,
    static_method,
    touch_foreign,
)
from grader.student.explore.ops import READ, WRITE, Op
from grader.student.explore.peeks import peek
from grader.student.explore.progress import tick_slowly
from grader.student.explore.runtime import rt
from grader.student.explore.steady import steady


def hook_load(obj: Any, attr: str, site: int) -> Any:
    """Before ``obj.attr`` is read."""
    if attr in PRYING:
        guard(obj, attr)
    if not rt.quiet:
        key = attribute_key(obj, attr)
        if key is not None:
            keys = read_keys(obj, attr, key)
            execution: Any = rt.execution
            execution.visible(Op("read", keys, site, obj=obj, attr=attr))
            if attr == "__dict__":
                execution.spaces[id(namespace(obj))] = obj
    return obj


def hook_store(obj: Any, attr: str, site: int) -> Any:
    """Before ``obj.attr`` is bound or deleted."""
    if isinstance(obj, type):
        guard(obj, attr, True)
    if not rt.quiet:
        key = attribute_key(obj, attr, True)
        if key is not None:
            keys = write_keys(obj, attr, key)
            rt.execution.visible(Op("write", keys, site, obj=obj, attr=attr))  # type: ignore[union-attr]
    return obj


def hook_late(value: Any, obj: Any, attr: str, site: int) -> Any:
    """Before ``obj.attr += value`` is stored; ``value`` is evaluated already."""
    if not rt.quiet:
        current = peek(obj, attr)
        if kind_of(type(current)) == CONTAINER:
            touch(current, WRITE, site, "extend")
        hook_store(obj, attr, site)
    return value


def name_op(where: Any, name: str, site: int, kind: str, mode: int) -> None:
    """The visible operation on a global (``where`` is its namespace) or a cell."""
    execution = rt.execution
    if execution is None:
        return
    if type(where) is dict:
        key: Any = ("global", where.get("__name__"), name)
        execution.visible(Op(kind, ((key, mode),), site, obj=where, attr=("global", name)))
        return
    for free, cell in zip(where.__code__.co_freevars, where.__closure__ or (), strict=True):
        if free == name:
            key = (execution.number(cell), name)
            execution.visible(Op(kind, ((key, mode),), site, obj=cell, attr=("cell", name)))


def hook_name(where: Any, name: str, site: int) -> bool:
    """Before a shared name is read."""
    if not rt.quiet:
        name_op(where, name, site, "read", READ)
    return True


def hook_bind(value: Any, where: Any, name: str, site: int) -> Any:
    """Before ``value`` is bound to a shared name."""
    if not rt.quiet:
        name_op(where, name, site, "write", WRITE)
    return value


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


class Fields:
    """Stands for an object in ``expression.attr += value``."""

    __slots__ = ("_obj", "_site")

    def __init__(self, obj: Any, site: int) -> None:
        object.__setattr__(self, "_obj", obj)
        object.__setattr__(self, "_site", site)

    def __getattribute__(self, attr: str) -> Any:
        obj = object.__getattribute__(self, "_obj")
        hook_load(obj, attr, object.__getattribute__(self, "_site"))
        return getattr(obj, attr)

    def __setattr__(self, attr: str, value: Any) -> None:
        obj = object.__getattribute__(self, "_obj")
        hook_store(obj, attr, object.__getattribute__(self, "_site"))
        setattr(obj, attr, value)


def hook_fields(obj: Any, site: int) -> Any:
    """Before an augmented assignment to an attribute of what an expression returns."""
    return obj if rt.quiet else Fields(obj, site)


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


def hook_getattr(site: int, obj: Any, attr: str, *default: Any) -> Any:
    """``getattr``."""
    if type(attr) is str:
        hook_load(obj, attr, site)
    return getattr(obj, attr, *default)


def hook_hasattr(site: int, obj: Any, attr: str) -> bool:
    """``hasattr``."""
    if type(attr) is str:
        hook_load(obj, attr, site)
    return hasattr(obj, attr)


def hook_setattr(site: int, obj: Any, attr: str, value: Any) -> None:
    """``setattr``."""
    if type(attr) is str:
        hook_store(obj, attr, site)
    setattr(obj, attr, value)


def hook_delattr(site: int, obj: Any, attr: str) -> None:
    """``delattr``."""
    if type(attr) is str:
        hook_store(obj, attr, site)
    delattr(obj, attr)


HOOKS: dict[str, Callable[..., Any]] = {
    "@" + name[5:]: function
    for name, function in list(globals().items())
    if name.startswith("hook_")
}
HOOKS["@globals"] = builtins.globals
HOOKS["@steady"] = steady
HOOKS.update(standins(HOOKS))

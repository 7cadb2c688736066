"""What the instrumented code calls: each hook makes one visible operation.

A hook returns the operand that it was given; the access itself is made by the
student's code right after. Nothing runs between the two, so to the schedule
they are one. Every hook returns at once while the execution is quiet.
"""

from __future__ import annotations

import builtins
import functools
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

from grader.student.explore import containers
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
from grader.student.explore.locks import Primitive
from grader.student.explore.ops import READ, WRITE, Op
from grader.student.explore.peeks import ABSENT, peek
from grader.student.explore.progress import tick_slowly
from grader.student.explore.runtime import rt
from grader.student.explore.thread_local import local
from grader.student.explore.threads import Thread

SKIP, FIELD = 0, 1
METHOD_TYPES = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.ClassMethodDescriptorType,
    classmethod,
    staticmethod,
    property,
    type,
    functools.partialmethod,
)
UNSHARED = (
    types.FunctionType,
    types.MethodType,
    types.BuiltinFunctionType,
    types.CodeType,
    types.FrameType,
    types.TracebackType,
    types.GeneratorType,
    str,
    bytes,
    int,
    float,
    complex,
    tuple,
    frozenset,
    type(None),
    super,
    range,
    slice,
    Primitive,
    local,
)
student_modules: set[str] = set()  # names of the modules that are explored
_plans: dict[tuple[type, str], int] = {}
_unshared: dict[type, bool] = {}


def plan(cls: type, attr: str) -> int:
    """Say whether ``attr`` of an instance of ``cls`` is storage that threads can share."""
    made = SKIP
    if not (attr.startswith("__") and attr.endswith("__")):
        made = FIELD
        for base in cls.__mro__:
            if attr in base.__dict__:
                found = base.__dict__[attr]
                if isinstance(found, METHOD_TYPES) or (
                    hasattr(type(found), "__set__")
                    and not isinstance(found, types.MemberDescriptorType)
                ):
                    made = SKIP
                break
        if issubclass(cls, Thread) and attr in _THREAD_FIELDS:
            made = SKIP
    if cls.__module__ in student_modules:
        return made  # its classes are made anew in each execution: do not remember
    _plans[cls, attr] = made
    return made


_THREAD_FIELDS = frozenset(
    [
        "_serial",
        "_life",
        "_name",
        "_target",
        "_args",
        "_kwargs",
        "_daemonic",
        "_task",
        "_begun",
        "_initialized",
        "interval",
        "function",
        "args",
        "kwargs",
        "finished",
    ]
)


def attribute_key(obj: Any, attr: str) -> Any:
    """Return the key of an attribute, None for one that needs no scheduling point."""
    cls = type(obj)
    skip = _unshared.get(cls)
    if skip is None:
        skip = _unshared[cls] = issubclass(cls, UNSHARED) or kind_of(cls) != OTHER
    if skip and cls.__module__ not in student_modules:
        return None
    execution = rt.execution
    if execution is None:
        return None
    if cls is types.ModuleType:
        return ("global", obj.__name__, attr) if obj.__name__ in student_modules else None
    if isinstance(obj, type):
        for base in obj.__mro__:
            found = base.__dict__.get(attr, ABSENT)
            if found is not ABSENT:
                if isinstance(found, METHOD_TYPES) or base.__module__ not in student_modules:
                    return None
                return (execution.number(base), attr)
        return None if attr.startswith("__") else (execution.number(obj), attr)
    cache = execution.plans
    made = cache.get((cls, attr))
    if made is None:
        made = cache[cls, attr] = plan(cls, attr)
    if made == SKIP:
        return None
    return (execution.number(obj), attr)


def read_keys(obj: Any, attr: str, key: Any) -> Any:
    """Return the keys of reading an attribute; one that falls to the class reads that too."""
    if not isinstance(obj, (type, types.ModuleType)):
        values = getattr(obj, "__dict__", None)
        if isinstance(values, dict) and attr not in values:
            execution = rt.execution
            for base in type(obj).__mro__:
                if attr in base.__dict__ and base.__module__ in student_modules:
                    if execution is not None and not isinstance(
                        base.__dict__[attr], types.MemberDescriptorType
                    ):
                        return ((key, READ), ((execution.number(base), attr), READ))
                    break
    return ((key, READ),)


def hook_load(obj: Any, attr: str, site: int) -> Any:
    """Before ``obj.attr`` is read."""
    if not rt.quiet:
        key = attribute_key(obj, attr)
        if key is not None:
            keys = read_keys(obj, attr, key)
            rt.execution.visible(Op("read", keys, site, obj=obj, attr=attr))  # type: ignore[union-attr]
    return obj


def hook_store(obj: Any, attr: str, site: int) -> Any:
    """Before ``obj.attr`` is bound or deleted."""
    if not rt.quiet:
        key = attribute_key(obj, attr)
        if key is not None:
            rt.execution.visible(Op("write", ((key, WRITE),), site, obj=obj, attr=attr))  # type: ignore[union-attr]
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
    return box


def hook_item(box: Any, key: Any, site: int) -> Any:
    """Before ``box[key]`` is read."""
    if not rt.quiet and kind_of(type(box)) == CONTAINER and native(box, "__getitem__"):
        touch_item(box, key, False, site)
    return box


def hook_set_item(box: Any, key: Any, site: int) -> Any:
    """Before ``box[key]`` is bound or deleted."""
    if not rt.quiet and kind_of(type(box)) == CONTAINER and native(box, "__setitem__"):
        touch_item(box, key, True, site)
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
                touch_method(box, name, site, args)
            return function(*args, **kwargs)

        return announced


def hook_delayed(box: Any, name: str, site: int) -> Any:
    """Before ``box.name(...)`` whose arguments have visible operations of their own."""
    if not rt.quiet:
        if kind_of(type(box)) == CONTAINER and name in METHODS and native(box, name):
            return _Delayed(box, site)
        return hook_method(box, name, site)
    return box


def hook_call(function: Any, site: int, *args: Any) -> Any:
    """Before a call whose arguments are plain."""
    if not rt.quiet and type(function) in _NATIVE:
        containers.announce_call(function, args, site)
    return function


_NATIVE = (types.BuiltinFunctionType, types.MethodWrapperType)


def hook_wrap(function: Any, site: int) -> Any:
    """Before a call whose arguments are still to be evaluated."""
    if rt.quiet or type(function) not in _NATIVE:
        return function
    owner = function.__self__
    if function not in containers.ARGUMENT and kind_of(type(owner)) == OTHER:
        return function

    def announced(*args: Any, **kwargs: Any) -> Any:
        if not rt.quiet:
            containers.announce_call(function, args, site)
        return function(*args, **kwargs)

    return announced


class Proxy:
    """Stands for a container in ``box[key]`` whose key takes time to evaluate."""

    __slots__ = ("_box", "_site")

    def __init__(self, box: Any, site: int) -> None:
        self._box = box
        self._site = site

    def _touch(self, key: Any, write: bool) -> None:
        if not rt.quiet:
            touch_item(self._box, None if isinstance(key, slice) else key, write, self._site)

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
    if not rt.quiet and kind_of(type(box)) == CONTAINER and native(box, "__getitem__"):
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

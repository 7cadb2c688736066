"""Calls into code without hooks: C functions, and the library's own Python.

The hooks see what the program's lines do. What a function without hooks does with the
objects that it gets is not seen: ``object.__setattr__(self, "value", 1)``,
``struct.pack_into("q", data, 0, 1)``, ``pickle.dumps(self)``. Where its meaning is known
(attribute access, descriptors, methods of containers and iterators, generators) the call
makes just that operation. Any other call into such code is an *opaque* operation: it is
taken to write one key that all opaque operations share, and every container among its
arguments. So two threads that go such a way are run in every order of their calls, and
the race is found by what it does, not by what it is called. Functions that are known to
touch nothing shared (``len``, ``math.sqrt``, methods of strings) are exempt.
"""

from __future__ import annotations

import functools
import operator
import os
import types
from typing import Any

from grader.student.explore.containers import (
    ARGUMENT,
    CONTAINER,
    GENERATOR,
    ITERATOR,
    METHODS,
    OTHER,
    VIEW,
    kind_of,
    touch,
    touch_method,
)
from grader.student.explore.fields import (
    PRYING,
    attribute_key,
    guard,
    read_keys,
    student_modules,
    write_keys,
)
from grader.student.explore.known import (
    IMMUTABLE,
    IN_PLACE,
    ITEMS,
    LOADS,
    PASSING,
    PURE_LIBRARY,
    PURE_MODULES,
    PURE_NAMES,
    REACHING,
    SEEDS,
    STORES,
)
from grader.student.explore.ops import WRITE, Keys, Op
from grader.student.explore.peeks import ABSENT, peek
from grader.student.explore.primitive import Primitive
from grader.student.explore.runtime import rt

OPAQUE = ("opaque",)
EXPLORER = os.path.dirname(os.path.abspath(__file__))
ENGINE = os.path.dirname(EXPLORER)
DESCRIPTORS = (types.MethodDescriptorType, types.WrapperDescriptorType)
BOUND = (types.BuiltinFunctionType, types.MethodWrapperType)
_foreign_code: dict[types.CodeType, bool] = {}


def announce(function: Any, args: Any, site: int) -> None:
    """Make the visible operation of calling ``function``, if it is one."""
    if rt.quiet:
        return
    cls = type(function)
    if cls is types.FunctionType:
        if _is_library(function, args):
            opaque(args, site)
    elif cls is types.MethodType:
        announce(function.__func__, (function.__self__, *args), site)
    elif cls in BOUND:
        owner = function.__self__
        if owner is None or type(owner) is types.ModuleType:
            _plain(function, args, site)
        else:
            _bound(owner, function.__name__, args, site)
    elif cls in DESCRIPTORS:
        if args:
            _bound(args[0], function.__name__, tuple(args[1:]), site)
    elif cls is functools.partial:
        announce(function.func, (*function.args, *args), site)
    elif cls in (operator.attrgetter, operator.itemgetter, operator.methodcaller):
        opaque(args, site)
    elif not isinstance(function, type):
        called = _lookup(cls, "__call__")
        if isinstance(called, types.FunctionType):
            announce(called, (function, *args), site)


def is_opaque(function: Any, args: Any) -> bool:
    """Whether ``announce`` may have something to do once the arguments are known."""
    cls = type(function)
    if cls is types.FunctionType:
        return _is_library(function, args)
    if cls is types.MethodType:
        return is_opaque(function.__func__, (function.__self__,))
    if cls in BOUND:
        owner = function.__self__
        if owner is None or type(owner) is types.ModuleType:
            return _has_argument(function) or not _is_pure(function)
        return not _passes(owner, function.__name__)
    if cls in DESCRIPTORS:
        return not args or not _passes(args[0], function.__name__)
    if cls is functools.partial:
        return is_opaque(function.func, (*function.args, None))
    if isinstance(function, type):
        return False
    called = _lookup(cls, "__call__")
    if isinstance(called, types.FunctionType):
        return is_opaque(called, (function,))
    return cls in (operator.attrgetter, operator.itemgetter, operator.methodcaller)


def opaque(args: Any, site: int, mode: int = WRITE) -> None:
    """The visible operation of a call that may do anything to its arguments."""
    execution = rt.execution
    if execution is not None:
        keys: Keys = ((OPAQUE, mode),)
        for box in args:
            if kind_of(type(box)) == CONTAINER:
                keys = (*keys, ((execution.number(box), None), mode))
        execution.visible(Op("call", keys, site))


def touch_foreign(box: Any, mode: int, site: int) -> None:
    """The visible operation of ``box[key]`` where neither hooks nor we know what it does."""
    execution = rt.execution
    if execution is not None:
        keys = ((OPAQUE, mode), ((execution.number(box), None), mode))
        execution.visible(Op("call", keys, site, obj=box))


def is_foreign(box: Any, method: str) -> bool:
    """Whether ``method`` of an object that is no container is code without hooks."""
    cls = type(box)
    if issubclass(cls, IMMUTABLE) or kind_of(cls) != OTHER:
        return False
    found = _lookup(cls, method)
    if found is ABSENT:
        return False
    return not isinstance(found, types.FunctionType) or _is_library(found, (box,))


def static_method(box: Any, name: str, args: Any) -> tuple[Any, Any]:
    """Return what ``box.name(*args)`` calls, and with what, without running the program's code."""
    if isinstance(box, (type, types.ModuleType)):
        return peek(box, name), args
    own = _lookup(type(box), name)
    if isinstance(own, (*DESCRIPTORS, types.FunctionType)):
        return own, (box, *args)
    return peek(box, name), args


def _lookup(cls: type, name: str) -> Any:
    for base in cls.__mro__:
        if name in base.__dict__:
            return base.__dict__[name]
    return ABSENT


def _plain(function: Any, args: Any, site: int) -> None:
    """A function of a C module."""
    if _has_argument(function):
        at, mode = ARGUMENT[function]
        if len(args) > at and kind_of(type(args[at])) == CONTAINER:
            touch(args[at], mode, site, function.__name__)
    elif function.__module__ == "_operator":
        if args and kind_of(type(args[0])) == CONTAINER:
            name = function.__name__.strip("_")
            if name in IN_PLACE:
                touch(args[0], WRITE, site, name)
            else:
                touch_method(args[0], f"__{name}__", site, tuple(args[1:]))
        elif function.__name__ in ITEMS and args and is_foreign(args[0], "__getitem__"):
            touch_foreign(args[0], WRITE, site)
    elif not _is_pure(function):
        opaque(args, site)


def _bound(owner: Any, name: str, args: tuple[Any, ...], site: int) -> None:
    """A method written in C, of ``owner``."""
    if name in LOADS or name in STORES:
        if args and type(args[0]) is str:
            touch_attribute(owner, args[0], name in STORES, site)
        return
    if name in ("__get__", "__set__", "__delete__"):
        if args and isinstance(owner, (types.MemberDescriptorType, types.GetSetDescriptorType)):
            touch_attribute(args[0], owner.__name__, name != "__get__", site)
        return
    kind = kind_of(type(owner))
    if kind == CONTAINER:
        if name in METHODS or name.startswith("__"):
            touch_method(owner, name, site, args)
    elif kind == ITERATOR:
        if name in ("__next__", "__setstate__"):
            touch(owner, WRITE, site, "next")
    elif kind == GENERATOR:
        if owner.gi_frame is not None and name in ("send", "throw", "close", "__next__"):
            touch(owner.gi_frame, WRITE, site, "enter")
    elif kind != VIEW and not _passes(owner, name):
        opaque((owner, *args), site)


def touch_attribute(obj: Any, attr: str, write: bool, site: int) -> None:
    """The visible operation of an attribute access by name."""
    execution = rt.execution
    if attr in PRYING or (write and isinstance(obj, type)):
        guard(obj, attr, write)
    key = attribute_key(obj, attr, write)
    if key is not None and execution is not None:
        keys = write_keys(obj, attr, key) if write else read_keys(obj, attr, key)
        kind = "write" if write else "read"
        execution.visible(Op(kind, keys, site, obj=obj, attr=attr))


def _passes(owner: Any, name: str) -> bool:
    """Whether a C method of ``owner`` touches nothing that threads share."""
    if name in LOADS or name in STORES or name in ("__get__", "__set__", "__delete__"):
        return False
    cls = type(owner)
    if kind_of(cls) != OTHER:
        return False
    if name in PASSING or isinstance(owner, (IMMUTABLE, Primitive)):
        return True
    if isinstance(owner, types.MethodDescriptorType | types.WrapperDescriptorType | property):
        return True
    # Random numbers come from a seed; only who sets or reads the state keeps anything there.
    module = cls.__module__
    return (module in ("random", "_random") and name not in SEEDS) or module in ("re", "datetime")


def _has_argument(function: Any) -> bool:
    try:
        return function in ARGUMENT
    except TypeError:
        return False


def _is_pure(function: Any) -> bool:
    module, name = str(function.__module__), function.__name__
    if module == "builtins":
        return name not in REACHING
    if module == "_operator" or (module == "sys" and name.startswith("set")):
        return False
    return module in PURE_MODULES or name in PURE_NAMES


def _is_library(function: types.FunctionType, args: Any) -> bool:
    """Whether a Python function is code without hooks that may keep state."""
    code = function.__code__
    known = _foreign_code.get(code)
    if known is None:
        module = str(function.__globals__.get("__name__"))
        known = not (
            module in student_modules
            or module in PURE_LIBRARY
            or module.startswith(("grader.student", "encodings."))
            or code.co_filename.startswith(ENGINE)
        )
        if len(_foreign_code) < 10_000:
            _foreign_code[code] = known
    if known and args and type(args[0]) is not type and isinstance(args[0], tuple):
        return False  # a method of a named tuple
    if function.__name__ in SEEDS and function.__module__ == "random":
        return True
    return known


def call_native(function: Any, args: Any, kwargs: Any) -> Any:
    """Call what may be code without hooks, with its visible operation."""
    announce(function, args, -1)
    return function(*args, **kwargs)

"""Which attributes threads can share, and the keys of reading them."""

from __future__ import annotations

import functools
import types
from typing import Any

from grader.student.explore.containers import OTHER, kind_of
from grader.student.explore.ops import READ
from grader.student.explore.peeks import ABSENT
from grader.student.explore.primitive import Primitive
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

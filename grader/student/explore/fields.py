"""Which attributes are storage that threads can share, and by what key.

An attribute is left out only where nothing can be stored in it: an instance of a C type
without a ``__dict__``, a method of a class that no line of the program binds, a property
whose functions are the program's own (they have hooks of their own).
"""

from __future__ import annotations

import functools
import types
from typing import Any

from grader.student.explore.containers import OTHER, kind_of
from grader.student.explore.ops import READ, WRITE, Keys
from grader.student.explore.peeks import ABSENT
from grader.student.explore.primitive import Primitive
from grader.student.explore.runtime import rt
from grader.student.explore.thread_local import local

SKIP, FIELD, SHADOWED = 0, 1, 2
HEAP_TYPE = 1 << 9  # Py_TPFLAGS_HEAPTYPE: made by a class statement, or as one
METHOD_TYPES = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.ClassMethodDescriptorType,
    classmethod,
    staticmethod,
    type,
    functools.partialmethod,
)
UNSHARED = (
    types.FunctionType,
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
)
student_modules: set[str] = set()  # names of the modules that are explored
stored: set[str] = set()  # attributes that the program may bind, by what its sources say
_unshared: dict[type, bool] = {}
_dictionary: Any = object.__getattribute__


def attribute_key(obj: Any, attr: str, write: bool = False) -> Any:
    """Return the key of an attribute, None for one that needs no scheduling point."""
    cls = type(obj)
    if cls is types.MethodType:
        obj, cls = obj.__func__, types.FunctionType
    skip = _unshared.get(cls)
    if skip is None:
        skip = _bare(cls)
        if not cls.__flags__ & HEAP_TYPE:
            _unshared[cls] = skip
    if skip:
        return None
    execution = rt.execution
    if execution is None or issubclass(cls, local):
        return None  # thread-local: nobody shares it
    if cls is types.ModuleType:
        name = obj.__name__
        if name in student_modules or write or attr in stored:
            return ("global", name, attr)
        return None
    if isinstance(obj, type):
        return _class_key(obj, attr, write)
    cache = execution.plans
    made = cache.get((cls, attr))
    if made is None:
        made = cache[cls, attr] = plan(cls, attr)
    if made == SKIP or (made == SHADOWED and not write and attr not in stored):
        return None
    return (execution.number(obj), attr)


def plan(cls: type, attr: str) -> int:
    """Say whether ``attr`` of an instance of ``cls`` is storage that threads can share."""
    if attr == "__class__" or (attr == "__dict__" and issubclass(cls, Primitive)):
        return SHADOWED
    for base in cls.__mro__:
        found = base.__dict__.get(attr, ABSENT)
        if found is ABSENT:
            continue
        if isinstance(found, METHOD_TYPES):
            return SHADOWED
        if isinstance(found, property):
            parts = [part for part in (found.fget, found.fset, found.fdel) if part is not None]
            if all(_has_hooks(part) for part in parts):
                return SKIP
            return SHADOWED if all(_of_explorer(part) for part in parts) else FIELD
        accessors = [getattr(type(found), name, None) for name in ("__get__", "__set__")]
        if accessors[1] is not None and all(_has_hooks(part) for part in accessors if part):
            return SKIP
        return FIELD
    return FIELD


def read_keys(obj: Any, attr: str, key: Any) -> Keys:
    """Return the keys of reading an attribute; one that falls to the class reads that too."""
    if not isinstance(obj, (type, types.ModuleType)):
        values = getattr(obj, "__dict__", None)
        if isinstance(values, dict) and attr not in values:
            execution = rt.execution
            for base in type(obj).__mro__:
                if attr in base.__dict__ and base.__flags__ & HEAP_TYPE:
                    if execution is not None and not isinstance(
                        base.__dict__[attr],
                        (types.MemberDescriptorType, types.GetSetDescriptorType),
                    ):
                        return ((key, READ), ((execution.number(base), attr), READ))
                    break
    return ((key, READ),)


def write_keys(obj: Any, attr: str, key: Any) -> Keys:
    """Return the keys of binding an attribute; a new ``__dict__`` binds all at once."""
    execution = rt.execution
    if attr == "__dict__" and execution is not None:
        number = execution.number(obj)
        names = [name for name in namespace(obj) if type(name) is str]
        return ((key, WRITE), *(((number, name), WRITE) for name in names))
    return ((key, WRITE),)


def namespace(obj: Any) -> dict[Any, Any]:
    """Return the dictionary of an object's attributes without running its code, or an empty one."""
    try:
        values = _dictionary(obj, "__dict__")
    except (AttributeError, TypeError):
        return {}
    return values if isinstance(values, dict) else {}


def _class_key(cls: type, attr: str, write: bool) -> Any:
    execution = rt.execution
    assert execution is not None
    for base in cls.__mro__:
        found = base.__dict__.get(attr, ABSENT)
        if found is not ABSENT:
            if write:
                return (execution.number(cls), attr)
            if attr not in stored and isinstance(found, (*METHOD_TYPES, property)):
                return None
            if not base.__flags__ & HEAP_TYPE:
                return None
            return (execution.number(base), attr)
    return (execution.number(cls), attr) if write or attr in stored else None


def _bare(cls: type) -> bool:
    """Whether an instance of the class has no attribute that anybody could bind."""
    if cls.__dictoffset__ or issubclass(cls, (type, types.ModuleType)):
        return False
    if cls.__flags__ & HEAP_TYPE and any(
        isinstance(found, types.MemberDescriptorType)
        for base in cls.__mro__
        for found in base.__dict__.values()
    ):
        return False
    return issubclass(cls, UNSHARED) or kind_of(cls) != OTHER


def _has_hooks(function: Any) -> bool:
    """Whether it is a function of the explored program."""
    return (
        isinstance(function, types.FunctionType)
        and function.__globals__.get("__name__") in student_modules
    )


def _of_explorer(function: Any) -> bool:
    """Whether it is a function of what the explorer stands in for."""
    return isinstance(function, types.FunctionType) and str(
        function.__globals__.get("__name__")
    ).startswith("grader.student.explore")


def guard(obj: Any, attr: str, write: bool = False) -> None:
    """Note a look or a grip into the explorer itself, through what the program got from it."""
    execution = rt.execution
    if execution is None:
        return
    if isinstance(obj, type):
        if write and obj.__module__.startswith(_ENGINE) and obj.__qualname__ not in ("Thread",):
            execution.tampered.add(f"{obj.__qualname__}.{attr}")
    elif attr in PRYING:
        function = getattr(obj, "__func__", obj)
        space = getattr(function, "__globals__", None)
        own = isinstance(space, dict) and space.get("__name__") in student_modules
        if not own:
            execution.tampered.add(attr)


_ENGINE = "grader.student"
PRYING = frozenset({"__globals__", "f_back", "f_builtins", "f_globals", "tb_frame", "gi_frame"})

"""Hooks before attributes and names: what objects and namespaces share."""

from __future__ import annotations

from typing import Any

from grader.student.explore.containers import (
    CONTAINER,
    kind_of,
    touch,
)
from grader.student.explore.fields import (
    PRYING,
    attribute_key,
    guard,
    namespace,
    read_keys,
    write_keys,
)
from grader.student.explore.ops import READ, WRITE, Op
from grader.student.explore.peeks import peek
from grader.student.explore.runtime import rt


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

"""Hashes of the program's own objects that do not depend on their addresses.

A set of objects iterates by their hashes, and the hash of an object without one of its own is its
address: another one in each execution. Classes of the program get a hash that numbers the objects
in the order in which they are first hashed, so that the same schedule meets the same order.
"""

from __future__ import annotations

import contextlib
import weakref
from typing import Any

from grader.student.explore.runtime import rt

_address: Any = object.__hash__


def steady(cls: Any) -> Any:
    """Decorate a class: give it such a hash unless it, or a class above it, has its own."""
    if isinstance(cls, type) and cls.__hash__ is _address:
        with contextlib.suppress(TypeError, AttributeError):
            type.__setattr__(cls, "__hash__", _hash)
    return cls


def _hash(self: Any) -> int:
    execution = rt.execution
    if execution is None:
        return int(_address(self))
    known = execution.hashes.get(id(self))
    if known is not None and known[0]() is self:
        return int(known[1])
    try:
        reference = weakref.ref(self)
    except TypeError:  # slots without __weakref__: the number keeps the object alive
        return execution.number(self)
    number = execution.next_serial()
    execution.hashes[id(self)] = reference, number
    return number


_hash.__name__ = "__hash__"
_hash.__qualname__ = "object.__hash__"

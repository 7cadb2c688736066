"""``threading.local``: attributes that each thread has for itself.

The values live in the record of the thread, so they go when the thread ends,
and no other thread can reach them: accesses need no scheduling points.
"""

from __future__ import annotations

from typing import Any

from grader.student.explore.primitive import running


class _Impl:
    """The identity of one local object, and how to make a thread's view of it."""

    __slots__ = ("args", "key", "kwargs")

    def __init__(self, key: int, args: Any, kwargs: Any) -> None:
        self.key = key
        self.args = args
        self.kwargs = kwargs


def _namespace(self: Any) -> dict[str, Any]:
    """Return the running thread's attributes; the first access runs ``__init__``."""
    impl = object.__getattribute__(self, "_local_impl")
    table = running().current.locals
    found = table.get(impl.key)
    if found is None:
        found = table[impl.key] = {}
        cls = type(self)
        if cls.__init__ is not object.__init__:
            cls.__init__(self, *impl.args, **impl.kwargs)
    return found


class local:  # noqa: N801 - the name that CPython gives it
    """One object, as many sets of attributes as there are threads."""

    __slots__ = ("__weakref__", "_local_impl")

    def __new__(cls, /, *args: Any, **kwargs: Any) -> Any:
        if (args or kwargs) and cls.__init__ is object.__init__:
            raise TypeError("Initialization arguments are not supported")
        self = object.__new__(cls)
        execution = running()
        impl = _Impl(execution.next_serial(), args, kwargs)
        object.__setattr__(self, "_local_impl", impl)
        execution.current.locals[impl.key] = {}
        return self

    def __getattribute__(self, name: str) -> Any:
        values = _namespace(self)
        if name == "__dict__":
            return values
        cls = object.__getattribute__(self, "__class__")
        for base in cls.__mro__:
            if name in base.__dict__ and hasattr(type(base.__dict__[name]), "__set__"):
                return object.__getattribute__(self, name)
        if name in values:
            return values[name]
        return object.__getattribute__(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "__dict__":
            raise AttributeError(
                f"{type(self).__name__!r} object attribute '__dict__' is read-only"
            )
        found = getattr(type(self), name, None)
        if hasattr(type(found), "__set__"):
            object.__setattr__(self, name, value)
        else:
            _namespace(self)[name] = value

    def __delattr__(self, name: str) -> None:
        if name == "__dict__":
            raise AttributeError(
                f"{type(self).__name__!r} object attribute '__dict__' is read-only"
            )
        values = _namespace(self)
        if name not in values:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        del values[name]

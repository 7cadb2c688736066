"""``functools.lru_cache``, ``cache`` and ``cached_property``, modelled.

The real ones look up, call and store in C, where no hook can stand. Looking up
and storing are visible operations here; between them another thread may miss
too, and make the value a second time, as the documentation warns.
"""

from __future__ import annotations

import functools
import sys
from collections import OrderedDict
from collections.abc import Callable
from types import MethodType
from typing import Any, NamedTuple

from grader.student.explore.locks import RLock
from grader.student.explore.ops import READ, WRITE, Op
from grader.student.explore.runtime import rt

MISSING = object()


class CacheInfo(NamedTuple):
    """What ``cache_info`` returns."""

    hits: int
    misses: int
    maxsize: int | None
    currsize: int


CacheInfo.__name__ = CacheInfo.__qualname__ = "CacheInfo"


class Cached:
    """A function behind a cache."""

    def __init__(self, function: Callable[..., Any], maxsize: int | None, typed: bool) -> None:
        self._function = function
        self._maxsize = maxsize
        self._typed = typed
        self._cache: OrderedDict[Any, Any] = OrderedDict()
        self._hits = self._misses = 0
        functools.update_wrapper(self, function)

    def _touch(self, kind: str, mode: int, key: Any) -> None:
        execution = rt.execution
        if execution is not None:
            number = execution.number(self)
            execution.visible(Op(kind, (((number, None), mode),), obj=self._cache))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        key = functools._make_key(args, kwargs, self._typed)
        self._touch("look_up", READ, key)
        value = self._cache.get(key, MISSING)
        if value is not MISSING:
            self._hits += 1
            self._cache.move_to_end(key)
            return value
        self._misses += 1
        value = self._function(*args, **kwargs)
        if self._maxsize == 0:
            return value
        self._touch("store", WRITE, key)
        if key not in self._cache:
            self._cache[key] = value
            if self._maxsize is not None and len(self._cache) > self._maxsize:
                self._cache.popitem(last=False)
        return value

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return self if instance is None else MethodType(self, instance)

    def cache_info(self) -> CacheInfo:
        """Return hits, misses and sizes."""
        self._touch("cache_info", READ, None)
        return CacheInfo(self._hits, self._misses, self._maxsize, len(self._cache))

    def cache_clear(self) -> None:
        """Empty the cache."""
        self._touch("clear", WRITE, None)
        self._cache.clear()
        self._hits = self._misses = 0

    def cache_parameters(self) -> dict[str, Any]:
        """Return the parameters of the decorator."""
        return {"maxsize": self._maxsize, "typed": self._typed}


def lru_cache(maxsize: Any = 128, typed: bool = False) -> Any:
    """``functools.lru_cache``."""
    if isinstance(maxsize, int):
        maxsize = max(maxsize, 0)
    elif callable(maxsize) and isinstance(typed, bool):
        return Cached(maxsize, 128, typed)
    elif maxsize is not None:
        raise TypeError("Expected first argument to be an integer, a callable, or None")
    return lambda function: Cached(function, maxsize, typed)


def cache(function: Callable[..., Any], /) -> Any:
    """``functools.cache``."""
    return Cached(function, None, False)


class cached_property:  # noqa: N801 - the name that CPython gives it
    """``functools.cached_property``; 3.11 still makes it under a lock of the property."""

    def __init__(self, func: Callable[[Any], Any]) -> None:
        self.func = func
        self.attrname: str | None = None
        self.__doc__ = func.__doc__
        self.__module__ = func.__module__
        self._lock: Any = RLock() if sys.version_info < (3, 12) and rt.execution else None

    def __set_name__(self, owner: Any, name: str) -> None:
        if self.attrname is None:
            self.attrname = name
        elif name != self.attrname:
            raise TypeError(
                "Cannot assign the same cached_property to two different names "
                f"({self.attrname!r} and {name!r})."
            )

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        if self.attrname is None:
            raise TypeError(
                "Cannot use cached_property instance without calling __set_name__ on it."
            )
        if self._lock is None:
            return self._make(instance)
        with self._lock:
            if self.attrname in instance.__dict__:
                return instance.__dict__[self.attrname]
            return self._make(instance)

    def _make(self, instance: Any) -> Any:
        value = self.func(instance)
        execution = rt.execution
        if execution is not None:
            key = ((execution.number(instance), self.attrname), WRITE)
            execution.visible(Op("write", (key,), obj=instance, attr=self.attrname))
        instance.__dict__[self.attrname] = value
        return value

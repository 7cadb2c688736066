"""Functions of a scenario that can be pickled under every start method.

``pickle`` sends a function as a name to import. The scenarios' module exists in the scenario's
process only, so a process that was *forked* finds it and one that was *spawned* does not.
:func:`portable` sends the module's source text along; the other side executes it once, and not at
all where the module is at hand: what it patches would be patched a second time.
"""

from __future__ import annotations

import hashlib
import linecache
import sys
import types
from collections.abc import Callable
from typing import Any

_modules: dict[str, types.ModuleType] = {}


class Portable:
    """A module-level function or class that travels with its module's source text."""

    def __init__(self, source: str, filename: str, qualname: str) -> None:
        self._carried = (source, filename, qualname)
        self._found: Callable[..., Any] | None = None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._found is None:
            self._found = _find(*self._carried)
        return self._found(*args, **kwargs)

    def __reduce__(self) -> tuple[type[Portable], tuple[str, str, str]]:
        return Portable, self._carried


def portable(func: Callable[..., Any]) -> Portable:
    """Make ``func`` picklable.

    Args:
        func: defined at the top level of a scenarios module (or in a class there).

    Raises:
        ValueError: it is a lambda or a local function, or its source text can't be had.
    """
    qualname = func.__qualname__
    if "<" in qualname:
        raise ValueError(f"{qualname}: only functions at the top level of a module are portable")
    module = sys.modules.get(func.__module__)
    namespace = getattr(func, "__globals__", None) or vars(module or types.ModuleType("none"))
    filename = namespace.get("__file__") or func.__code__.co_filename
    lines = linecache.getlines(filename, namespace)
    if not lines:
        raise ValueError(f"{qualname}: the source text of {filename} can't be had")
    source = "".join(lines)
    if module is not None:
        _modules.setdefault(_digest(source), module)
    carried = Portable(source, filename, qualname)
    carried._found = func
    return carried


def _find(source: str, filename: str, qualname: str) -> Callable[..., Any]:
    digest = _digest(source)
    module = _modules.get(digest)
    if module is None:
        module = types.ModuleType(f"scenarios_{digest[:12]}")
        module.__file__ = filename
        sys.modules[module.__name__] = module
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        exec(compile(source, filename, "exec"), module.__dict__)
        _modules[digest] = module
    found: Any = module
    for name in qualname.split("."):
        found = getattr(found, name)
    return found  # type: ignore[no-any-return]


def _digest(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()

"""Looking at the program's values without running any of its code."""

from __future__ import annotations

import types
from typing import Any

from grader.student.explore.ops import Op

ABSENT = object()
SHORT = 80
BRACKETS: dict[type, tuple[str, str]] = {list: ("[", "]"), tuple: ("(", ")"), set: ("{", "}")}


def peek(obj: Any, attr: str) -> Any:
    """Return the value of an attribute without running student code, or ABSENT."""
    try:
        values = object.__getattribute__(obj, "__dict__")
        if attr in values:
            return values[attr]
    except (AttributeError, TypeError):
        pass
    for base in type(obj).__mro__ if not isinstance(obj, type) else obj.__mro__:
        found = base.__dict__.get(attr, ABSENT)
        if isinstance(found, types.MemberDescriptorType):
            try:
                return found.__get__(obj)
            except AttributeError:
                return ABSENT
        if found is not ABSENT:
            return found
    return ABSENT


def current_value(op: Op) -> Any:
    """Return the value behind a data operation's target as it is now, or ABSENT."""
    obj, attr = op.obj, op.attr
    if obj is None:
        return ABSENT
    if type(attr) is str:
        return peek(obj, attr)
    if type(attr) is tuple:
        what, name = attr
        if what == "global":
            return obj.get(name, ABSENT)
        if what == "cell":
            try:
                return obj.cell_contents
            except ValueError:
                return ABSENT
        try:
            if isinstance(obj, dict):
                return dict.__getitem__(obj, name)
            return obj[name] if type(name) is int else ABSENT
        except (LookupError, TypeError):
            return ABSENT
    return obj


def show(value: Any, names: Any = None, depth: int = 0) -> str:
    """Return a short text for a value, without calling its methods."""
    cls = type(value)
    if value is ABSENT:
        return "(nothing)"
    if cls in (int, float, bool, type(None), complex):
        return clip(repr(value)) if cls is not int or abs(value) < 10**40 else "(a huge int)"
    if cls in (str, bytes):
        return clip(repr(value[:SHORT]))
    if depth < 2:
        if cls in (list, tuple, set, frozenset) or cls.__name__ == "deque":
            parts = [show(v, names, depth + 1) for v in list(value)[:8]]
            if len(value) > 8:
                parts.append("...")
            left, right = BRACKETS.get(cls, (cls.__name__ + "([", "])"))
            return clip(left + ", ".join(parts) + right)
        if cls is dict:
            pairs = [
                f"{show(k, names, depth + 1)}: {show(v, names, depth + 1)}"
                for k, v in list(value.items())[:8]
            ]
            return clip("{" + ", ".join(pairs) + ("..." if len(value) > 8 else "") + "}")
    if names is not None and not isinstance(value, type):
        named: str = names(value)
        return clip(named)
    return clip(getattr(cls, "__name__", "object") + " object")


def clip(text: str) -> str:
    """Shorten a text for a witness."""
    return text if len(text) <= SHORT else text[: SHORT - 3] + "..."

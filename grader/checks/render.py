"""Hostile values and texts, made safe and short enough to show.

What the student's code returned, printed or named may hold terminal escapes, bidirectional
overrides, a million characters or an integer that takes a minute to print. Nothing of it reaches
a report but through here.
"""

from __future__ import annotations

from typing import Any

MAX_VALUE = 300
"""Characters of one rendered value."""
MAX_TEXT = 2000
"""Characters of one cleaned text."""
_MAX_ITEMS = 12
_MAX_NESTING = 5
_MAX_BITS = 256


def show(value: Any, limit: int = MAX_VALUE) -> str:
    """Render a JSON value as Python would write it, printable and at most ``limit`` long."""
    return shorten(_show(value, _MAX_NESTING, limit), limit)


def clean(text: str, limit: int = MAX_TEXT) -> str:
    """Make ``text`` printable: line ends and tabs stay, all other control is escaped."""
    head = text[: limit + 1]
    safe = "".join(
        char if char.isprintable() or char in "\n\t" else _escaped(char)
        for char in head.replace("\r\n", "\n")
    )
    return shorten(safe, limit)


def one_line(text: str, limit: int = MAX_VALUE) -> str:
    """Like :func:`clean`, on a single line."""
    return shorten(" ".join(clean(text, limit * 2).split()), limit)


def shorten(text: str, limit: int) -> str:
    """Cut the middle out of ``text`` when it is longer than ``limit``."""
    if len(text) <= limit:
        return text
    half = max((limit - 3) // 2, 1)
    return f"{text[:half]} … {text[-half:]}"


def _show(value: Any, nesting: int, limit: int) -> str:
    match value:
        case bool() | None | float():
            return repr(value)
        case int():
            if value.bit_length() <= _MAX_BITS:
                return repr(value)
            return f"an integer of about {int(value.bit_length() * 0.30103) + 1} digits"
        case str():
            if len(value) <= limit:
                return repr(value)
            return f"{shorten(repr(value[:limit]), limit)} ({len(value)} characters)"
        case list() | tuple():
            opening, closing = "[]" if isinstance(value, list) else "()"
            if nesting == 0:
                return f"{opening}…{closing}"
            parts = [_show(item, nesting - 1, limit) for item in value[:_MAX_ITEMS]]
            return f"{opening}{_joined(parts, len(value))}{closing}"
        case dict():
            if nesting == 0:
                return "{…}"
            parts = [
                f"{_show(key, nesting - 1, limit)}: {_show(item, nesting - 1, limit)}"
                for key, item in list(value.items())[:_MAX_ITEMS]
            ]
            return f"{{{_joined(parts, len(value))}}}"
        case set() | frozenset():
            return _show(sorted(value, key=repr), nesting, limit)
    return f"a value of type {type(value).__name__}"


def _joined(parts: list[str], total: int) -> str:
    left = total - len(parts)
    return ", ".join([*parts, f"… {left} more"] if left else parts)


def _escaped(char: str) -> str:
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

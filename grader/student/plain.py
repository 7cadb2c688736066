"""Values of hostile origin to JSON, without running any of their code.

``json.dumps`` asks the objects it encodes (``__repr__``, ``items``, ``__iter__``), and the student
may have patched ``json`` itself. Here only exact builtin types are walked, subclasses are read
through the methods of their builtin base, and whatever else turns up is refused by name.
"""

# ruff: noqa: UP029 - builtins are bound here, before student code can patch them
from __future__ import annotations

from builtins import bool, dict, float, int, list, str, tuple, type
from json.encoder import encode_basestring_ascii as _quote
from math import isfinite as _isfinite
from typing import Any

MAX_DEPTH = 48
"""Levels of nesting; a little below what the reader accepts, since the value is wrapped."""
MAX_ITEMS = 200_000
"""Values in all."""
MAX_INT_BITS = 2048
"""Beyond this an integer is refused: turning it into digits could take for ever."""

_name_of_type = type.__dict__["__name__"].__get__


class UnfitError(Exception):
    """A value that has no JSON form; the message says which and why."""


def encode(value: Any) -> str:
    """Encode ``value`` as JSON text in ASCII.

    Tuples become arrays, and keys that are integers become strings.

    Raises:
        UnfitError: something in it is no JSON, too deep, too large or too many.
    """
    pieces: list[str] = []
    _write(value, pieces, 0, [0])
    return "".join(pieces)


def type_name(value: object) -> str:
    """The name of the type of ``value``, whatever its metaclass would say."""
    return str(_name_of_type(type(value)))


def quote(text: str) -> str:
    """Encode an exact ``str`` as a JSON string; lone surrogates become ``\\udc80``-like text."""
    return str(_quote(text.encode("utf-8", "backslashreplace").decode("utf-8")))


def _write(value: Any, pieces: list[str], depth: int, count: list[int]) -> None:
    count[0] += 1
    if count[0] > MAX_ITEMS:
        raise UnfitError(f"it holds more than {MAX_ITEMS} values")
    if depth > MAX_DEPTH:
        raise UnfitError(f"it is nested more than {MAX_DEPTH} levels deep")
    kind = type(value)
    if value is None:
        pieces.append("null")
    elif kind is bool:
        pieces.append("true" if value else "false")
    elif _derives(kind, str):
        pieces.append(quote(str.__str__(value)))
    elif _derives(kind, int):
        pieces.append(_digits(value))
    elif _derives(kind, float):
        number = float.__float__(value)
        if not _isfinite(number):
            raise UnfitError(f"the number {float.__repr__(number)} has no JSON form")
        pieces.append(float.__repr__(number))
    elif _derives(kind, dict):
        _write_object(value, pieces, depth, count)
    elif _derives(kind, list) or _derives(kind, tuple):
        base: Any = list if _derives(kind, list) else tuple
        separator = "["
        for item in base.__iter__(value):
            pieces.append(separator)
            _write(item, pieces, depth + 1, count)
            separator = ","
        pieces.append("]" if separator == "," else "[]")
    else:
        raise UnfitError(f"a value of type {_name_of_type(kind)!r} has no JSON form")


def _write_object(value: Any, pieces: list[str], depth: int, count: list[int]) -> None:
    separator = "{"
    for key, item in dict.items(value):
        kind = type(key)
        pieces.append(separator)
        if _derives(kind, str):
            pieces.append(quote(str.__str__(key)))
        elif _derives(kind, int):
            pieces.append(quote(_digits(key)))
        else:
            raise UnfitError(f"a key of type {_name_of_type(kind)!r} has no JSON form")
        pieces.append(":")
        _write(item, pieces, depth + 1, count)
        separator = ","
    pieces.append("}" if separator == "," else "{}")


def _derives(kind: type, base: type) -> bool:
    """Whether ``kind`` is ``base`` or inherits from it, without asking a metaclass."""
    return base in type.__dict__["__mro__"].__get__(kind)


def _digits(value: Any) -> str:
    bits = int.bit_length(value)
    if bits > MAX_INT_BITS:
        raise UnfitError(f"an integer of {bits} bits is too large")
    return int.__repr__(value)

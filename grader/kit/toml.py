"""Writing TOML 1.0: what ``tomllib`` reads, the standard library can't write."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def dumps(table: Mapping[str, Any]) -> str:
    """``table`` as TOML: plain keys first, then tables, in the order that they have.

    Args:
        table: of strings, numbers, booleans, lists of those, tables, and lists of tables.

    Raises:
        TypeError: it holds something else.
    """
    return "\n".join(_lines(table, ())).strip("\n") + "\n"


def _lines(table: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    lines = [f"{_key(k)} = {_value(v)}" for k, v in table.items() if not _is_table(v)]
    for name, value in table.items():
        where = (*path, name)
        header = ".".join(map(_key, where))
        if isinstance(value, Mapping):
            # A table that holds nothing but tables needs no header of its own.
            bare = bool(value) and all(_is_table(inner) for inner in value.values())
            lines += [*([] if bare else ["", f"[{header}]"]), *_lines(value, where)]
        elif _is_table(value):
            for one in value:
                lines += ["", f"[[{header}]]", *_lines(one, where)]
    return lines


def _is_table(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return bool(value) and all(isinstance(one, Mapping) for one in value)
    return isinstance(value, Mapping)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _string(name)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    raise TypeError(f"TOML has no {type(value).__name__}")


def _string(text: str) -> str:
    """A basic string: JSON's escapes are TOML's, but for DEL, which TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

"""Text and JSON that fit into a size and into a file, and cells that no spreadsheet executes."""

from __future__ import annotations

import re
from typing import Any

import msgspec

_FORMULA = re.compile(r"\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20|%]")
"""How a cell starts that a spreadsheet may take for a formula, wide forms of East Asia included."""
_NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?%?")


def to_json(value: Any) -> bytes:
    """Encode plain data as indented UTF-8 JSON with a final newline."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def cut_bytes(text: str, limit: int, note: str = "…") -> str:
    """Shorten ``text`` to ``limit`` bytes of UTF-8, ``note`` at the end where something is missing.

    Args:
        text: without lone surrogates.
        limit: bytes; must have room for ``note``.
        note: what to put in the place of the rest.
    """
    encoded = text.encode()
    if len(encoded) <= limit:
        return text
    return encoded[: limit - len(note.encode())].decode("utf-8", "ignore") + note


def inert(text: str) -> str:
    """A cell's text that Excel, LibreOffice and Google Sheets show instead of executing it.

    As OWASP says ("CSV Injection"): an apostrophe in front of what starts like a formula. Numbers
    stay numbers. Only for cells that we write anew: those of a downloaded file are not touched.
    """
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text

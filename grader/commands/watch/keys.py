"""Bytes from a terminal as keys."""

from __future__ import annotations

import re

_NAMES = {
    b"\x03": "q",
    b"\x04": "q",
    b" ": "page down",
    b"b": "page up",
    b"j": "down",
    b"k": "up",
    b"\r": "down",
    b"\n": "down",
    b"\x0c": "redraw",
    b"\x1b[A": "up",
    b"\x1b[B": "down",
    b"\x1bOA": "up",
    b"\x1bOB": "down",
    b"\x1b[5~": "page up",
    b"\x1b[6~": "page down",
    b"\x1b[H": "home",
    b"\x1b[1~": "home",
    b"\x1bOH": "home",
    b"g": "home",
    b"\x1b[F": "end",
    b"\x1b[4~": "end",
    b"\x1bOF": "end",
    b"G": "end",
}
_KEY = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|O[ -~])|[^\x1b]", re.DOTALL)
_BEGUN = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|O)?\Z")
"""The beginning of a sequence whose end has not come yet."""


class Keys:
    """Takes a terminal's bytes apart, in whatever portions they come."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[str]:
        """The keys in ``data``: letters as they are (in lower case), others by name.

        What means nothing is left out. A lone Escape waits for what follows it.
        """
        data = self._rest + data
        begun = _BEGUN.search(data)
        self._rest = data[begun.start() :][:16] if begun else b""
        whole = data[: begun.start()] if begun else data
        return [name for key in _KEY.findall(whole) if (name := _name(key))]


def _name(key: bytes) -> str:
    if key in _NAMES:
        return _NAMES[key]
    return key.decode("ascii").lower() if key.isalpha() else ""

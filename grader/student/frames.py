"""Frames on a pipe: a 32-bit big-endian length, then that many bytes.

The same format as ``grader/wire.py``, with the standard library alone. Names of builtins are
bound here, when this module is imported, so that code which later patches ``builtins`` or ``os``
does not reach them.
"""

# ruff: noqa: UP029 - builtins are bound here, before student code can patch them
from __future__ import annotations

from builtins import bytes, int, len, memoryview
from os import read as _read
from os import write as _write

HEADER_SIZE = 4


def read_exactly(fd: int, size: int) -> bytes | None:
    """Read ``size`` bytes from ``fd``; ``None`` when the other end closed before they came."""
    parts = []
    missing = size
    while missing:
        part = _read(fd, missing)
        if not part:
            return None
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def read_frame(fd: int) -> bytes | None:
    """Read the body of one frame from ``fd``; ``None`` when the other end closed."""
    header = read_exactly(fd, HEADER_SIZE)
    if header is None:
        return None
    return read_exactly(fd, int.from_bytes(header, "big"))


def write_frame(fd: int, body: bytes) -> None:
    """Write one frame to ``fd``, waiting as long as the pipe is full.

    Raises:
        OSError: the other end is closed.
    """
    rest = memoryview(len(body).to_bytes(HEADER_SIZE, "big") + body)
    while rest:
        rest = rest[_write(fd, rest) :]

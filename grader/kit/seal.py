"""Sealed files: contents that travel in a kit and can be opened with the course key only.

Theory of operation. A sealed file is a line of magic, a line of JSON (:class:`Header`) and the
ciphertext. The cipher is AES-256-SIV (RFC 5297): authenticated encryption whose synthetic nonce is
made of the plaintext, so that the same contents under the same key give the same bytes (a release
that changes nothing changes no file), and no nonce can ever be used twice. Both lines are
associated data: whoever alters the header, which names the kit that the contents belong to, is met
as if the contents were altered. The plaintext is MessagePack, compressed, with its length before it
and zeros after it up to a power of two, so that the size of the file tells next to nothing.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

import msgspec

from grader.errors import UsageError
from grader.kit.key import CourseKey
from grader.model import Record

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

MAGIC = b"concurrency-grader sealed\n"
VERSION = 1
_LENGTH = struct.Struct(">Q")
_SMALLEST = 1 << 16
_LARGEST = 1 << 28
"""Bytes that unsealed contents may have: a bound for what is decompressed."""

Contents = Literal["checks", "solutions"]


class Header(Record, frozen=True):
    """What can be read without the key."""

    version: int
    cipher: str
    key: str
    """Id of the key that opens it."""
    kit: str
    """Digest of the kit that it was sealed for."""
    holds: Contents


def seal(files: Mapping[str, bytes], key: CourseKey, *, kit: str, holds: Contents) -> bytes:
    """Seal ``files``.

    Args:
        files: contents by relative path, with ``/``.
        key: the course key.
        kit: digest of the kit that they belong to.
        holds: what they are.

    Raises:
        UsageError: the library for it is not installed.
    """
    header = Header(version=VERSION, cipher="AES-256-SIV", key=key.id, kit=kit, holds=holds)
    lines = MAGIC + msgspec.json.encode(header) + b"\n"
    packed = zlib.compress(msgspec.msgpack.encode(dict(sorted(files.items()))), 9)
    plain = _LENGTH.pack(len(packed)) + packed
    size = max(_SMALLEST, 1 << (len(plain) - 1).bit_length())
    return lines + _cipher(key, holds).encrypt(plain.ljust(size, b"\0"), [lines])


def read_header(data: bytes, where: str) -> Header:
    """Read what stands above the ciphertext. It is authenticated only by :func:`unseal`.

    Args:
        data: the sealed file, or its beginning.
        where: its name, for errors.

    Raises:
        UsageError: it is no sealed file, or one of a later version.
    """
    magic, _, rest = data.partition(b"\n")
    line, newline, _ = rest[:4096].partition(b"\n")
    try:
        version = msgspec.json.decode(line, type=_AnyVersion).version
    except msgspec.MsgspecError:
        version = None
    if magic + b"\n" != MAGIC or not newline or version is None:
        raise UsageError(where, "this is no sealed file, or its beginning is damaged", _AGAIN)
    if version != VERSION:
        raise UsageError(
            where,
            f"it was sealed by another version of the grader (format {version}, not {VERSION})",
            "Run `make check` to install the kit's own grader.",
        )
    try:
        return msgspec.json.decode(line, type=Header)
    except msgspec.MsgspecError:
        raise UsageError(where, "its header is damaged", _AGAIN) from None


def unseal(data: bytes, key: CourseKey, where: str) -> tuple[Header, dict[str, bytes]]:
    """Open what :func:`seal` made.

    Args:
        data: the sealed file.
        key: the course key.
        where: its name, for errors.

    Raises:
        UsageError: it is not sealed, or with another key, or was altered or cut short; or the
            library for it is not installed.
    """
    header = read_header(data, where)
    if header.key != key.id:
        raise UsageError(
            where,
            f"it was sealed with another course key ({header.key}, and this one is {key.id})",
            "Give the key that `grader release` used for this kit.",
        )
    body = data.index(b"\n", len(MAGIC)) + 1
    cipher = _cipher(key, header.holds)
    from cryptography.exceptions import InvalidTag

    try:
        plain = cipher.decrypt(data[body:], [data[:body]])
        (size,) = _LENGTH.unpack_from(plain)
        unpacking = zlib.decompressobj()
        packed = unpacking.decompress(plain[_LENGTH.size : _LENGTH.size + size], _LARGEST)
        files = msgspec.msgpack.decode(packed, type=dict[str, bytes])
    # Of what was authenticated, the later steps can't fail, but a damaged file is never a crash.
    except (InvalidTag, ValueError, struct.error, zlib.error, msgspec.MsgspecError):
        raise UsageError(where, "it was altered or cut short after it was sealed", _AGAIN) from None
    for name in files:
        parts = PurePosixPath(name).parts
        if name.startswith("/") or ".." in parts or not parts or "\\" in name:
            raise UsageError(where, f"it holds a file of an impossible name ({name!r})", _AGAIN)
    return header, files


_AGAIN = "Restore it from the course's own repository of the kit."


class _AnyVersion(msgspec.Struct):
    version: int


def _cipher(key: CourseKey, holds: Contents) -> AESSIV:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV
    except ImportError:
        raise UsageError(
            "sealed files",
            "the library `cryptography` is not installed here",
            "Install it: .venv/bin/python -m pip install 'concurrency-grader[kit]'",
        ) from None
    return AESSIV(key.derive(f"seal/{holds}", 64))

"""The course key: 32 random bytes, of which everything that protects a kit is derived.

Whoever holds it can open what a kit has sealed. Its text is base64url (RFC 4648, section 5); keys
for single purposes come from it by HKDF-Expand with SHA-256 (RFC 5869, section 2.3: the key is
uniformly random, so nothing has to be extracted first).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from grader.errors import UsageError

SIZE = 32
"""Bytes of a course key."""


class CourseKey:
    """A course key. Its representation shows its id, never its bytes.

    Args:
        secret: the 32 bytes.
    """

    def __init__(self, secret: bytes) -> None:
        assert len(secret) == SIZE
        self._secret = secret

    def __repr__(self) -> str:
        return f"<course key {self.id}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CourseKey) and hmac.compare_digest(self._secret, other._secret)

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def id(self) -> str:
        """Its name, by which a kit tells which key is wanted; says nothing about the key."""
        return self.derive("id", 8).hex()

    @property
    def text(self) -> str:
        """The key itself, as it is written into a file or a secret of CI."""
        return base64.urlsafe_b64encode(self._secret).decode().rstrip("=")

    def derive(self, purpose: str, size: int = 32) -> bytes:
        """A key for one purpose.

        Args:
            purpose: its name.
            size: bytes wanted.
        """
        info = f"concurrency-grader/kit/{purpose}".encode()
        made = block = b""
        counter = 0
        while len(made) < size:
            counter += 1
            block = hmac.digest(self._secret, block + info + bytes([counter]), hashlib.sha256)
            made += block
        return made[:size]


def new_key() -> CourseKey:
    """A key that nobody has seen."""
    return CourseKey(secrets.token_bytes(SIZE))


def parse_key(text: str, where: str) -> CourseKey:
    """Read a key from its text.

    Args:
        text: base64url, with or without padding and white space around.
        where: where it was found, for the error; the text itself is never shown.

    Raises:
        UsageError: it is no key.
    """
    text = text.strip()
    try:
        # ``altchars`` alone would pass over foreign characters.
        padded = (text + "=" * (-len(text) % 4)).encode("ascii")
        secret = base64.b64decode(padded, altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        secret = b""
    if len(secret) != SIZE:
        raise UsageError(
            where,
            f"this is no course key: {SIZE} bytes as base64url are expected, 43 characters",
            "Copy the whole line of the file that `grader release` wrote.",
        )
    return CourseKey(secret)


def read_key(path: Path) -> CourseKey:
    """Read the key that :func:`write_key` wrote.

    Raises:
        UsageError: the file can't be read, or holds no key.
    """
    try:
        text = path.read_bytes().decode("ascii", "replace")
    except OSError as error:
        raise UsageError(
            str(path), f"the course key can't be read ({error.strerror})", "Name its file."
        ) from None
    return parse_key(text, str(path))


def write_key(key: CourseKey, path: Path) -> None:
    """Write a new key's file, readable by its owner only.

    Raises:
        UsageError: it is there already, or can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise UsageError(
            str(path), f"the course key can't be written ({error.strerror})", "Name another file."
        ) from None
    with open(descriptor, "w", encoding="ascii") as file:
        file.write(key.text + "\n")

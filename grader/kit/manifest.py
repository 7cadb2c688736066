"""The manifest: what a kit delivered, so that what was changed in it can be told.

Each file that a student need not change stands in it with its SHA-256. Where the kit is sealed, the
manifest ends on an HMAC under the course key, and a copy of it lies in the sealed file: a student
can write another manifest, but none that passes where the key is.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from pathlib import Path

import msgspec

from grader.errors import UsageError
from grader.kit.key import CourseKey
from grader.kit.layout import MANIFEST
from grader.model import Record

SCHEMA = "concurrency-grader/kit/v1"


class Manifest(Record, frozen=True):
    """``.grader/manifest.json``."""

    schema: str
    kit: str
    """Digest over ``protected`` without the sealed file and this one."""
    protected: dict[str, str]
    """SHA-256 by path, of what a student need not change."""
    others: dict[str, str]
    """The same of what students may change: stubs, texts. Only a new release looks at them."""
    mac: str = ""
    """HMAC-SHA256 of all other fields; empty where there is no course key."""


def sha256(data: bytes) -> str:
    """The digest of a file's contents, in hex."""
    return hashlib.sha256(data).hexdigest()


def digest(files: Mapping[str, str]) -> str:
    """One digest over digests by path."""
    return sha256(msgspec.json.encode(sorted(files.items())))


def authenticated(manifest: Manifest, key: CourseKey) -> Manifest:
    """``manifest`` with its HMAC."""
    return msgspec.structs.replace(manifest, mac=_mac(manifest, key))


def is_authentic(manifest: Manifest, key: CourseKey) -> bool:
    """Whether the holder of ``key`` wrote it."""
    return hmac.compare_digest(_mac(manifest, key), manifest.mac)


def to_json(manifest: Manifest) -> bytes:
    """``manifest`` as it is written, a file a line."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def read_manifest(root: Path) -> Manifest:
    """Read the manifest of the kit at ``root``.

    Raises:
        UsageError: it is missing or damaged.
    """
    path = root / MANIFEST
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise UsageError(
            str(path), f"it can't be read ({error})", "Restore it: git checkout -- .grader"
        ) from None


def _mac(manifest: Manifest, key: CourseKey) -> str:
    plain = msgspec.structs.replace(manifest, mac="")
    plain = msgspec.structs.replace(
        plain,
        protected=dict(sorted(plain.protected.items())),
        others=dict(sorted(plain.others.items())),
    )
    return hmac.digest(key.derive("manifest"), msgspec.json.encode(plain), hashlib.sha256).hex()

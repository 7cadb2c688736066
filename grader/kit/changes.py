"""What differs between a kit as it lies there and as it was delivered."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from grader.errors import UsageError
from grader.kit.key import CourseKey
from grader.kit.layout import KIT, MANIFEST, SEALED
from grader.kit.manifest import Manifest, is_authentic, read_manifest, sha256
from grader.kit.seal import unseal
from grader.model import Record

Kind = Literal["changed", "missing", "added", "manifest"]
SEALED_MANIFEST = "manifest.json"
"""The manifest's copy in the sealed file: its protected part, without the sealed file itself."""

_GUARDED = (".github", ".grader/wheels", ".grader/stubs", "tools")
"""Folders in which nothing may be added."""
_STEERING = frozenset(
    {"conftest.py", "pytest.ini", "sitecustomize.py", "tox.ini", "usercustomize.py"}
)
"""Names that pytest or Python look for, wherever they lie."""
_SHADOWED = frozenset(
    {"_pytest", "cryptography", "grader", "jinja2", "msgspec", "pip", "pluggy", "psutil"}
    | {"pygments", "pytest", "pytest_jsonreport", "pytest_metadata", "pytest_timeout", "rich"}
    | {"typer", "uv", "yaml"}
)
"""Modules that one of the same name in the top folder would hide."""
_PASSED_OVER = frozenset({".git", ".venv", "__pycache__", "node_modules", "reports"})


class Change(Record, frozen=True):
    """One difference."""

    path: str
    """Relative to the kit, with ``/``."""
    kind: Kind
    """``manifest``: the manifest itself can't be trusted."""


def inspect(root: Path, key: CourseKey | None) -> tuple[Change, ...]:
    """What in the kit at ``root`` is not as it was delivered, sorted by path.

    Students' own files, and new ones where they do no harm, are no changes. With the key, a
    manifest that was written by somebody else is met, and the sealed copy is what counts.

    Args:
        root: of a course; one that is no kit has no changes.
        key: the course key, if it is here.
    """
    if not (root / KIT).is_file() and not (root / MANIFEST).is_file():
        return ()
    changes = []
    try:
        manifest = read_manifest(root)
        protected: Mapping[str, str] = manifest.protected
        doubtful = key is not None and not is_authentic(manifest, key)
    except UsageError:
        protected, doubtful = {}, True
    if doubtful:
        changes.append(Change(path=MANIFEST, kind="manifest"))
        protected = _sealed_copy(root, key) or protected
    for path, expected in protected.items():
        try:
            found = sha256(_contents(root / path))
        except FileNotFoundError:
            changes.append(Change(path=path, kind="missing"))
        except OSError:
            changes.append(Change(path=path, kind="changed"))
        else:
            if found != expected:
                changes.append(Change(path=path, kind="changed"))
    changes += [Change(path=path, kind="added") for path in _added(root, protected)]
    return tuple(sorted(changes, key=lambda change: (change.path, change.kind)))


def sealed_copy(manifest: Manifest) -> bytes:
    """What the sealed file keeps of the manifest."""
    return msgspec.json.encode(manifest.protected)


def _sealed_copy(root: Path, key: CourseKey | None) -> dict[str, str] | None:
    if key is None:
        return None
    try:
        _, files = unseal((root / SEALED).read_bytes(), key, SEALED)
        return msgspec.json.decode(files[SEALED_MANIFEST], type=dict[str, str])
    except (OSError, UsageError, KeyError, msgspec.MsgspecError):
        return None


def _contents(path: Path) -> bytes:
    """A regular file's bytes. A link is followed by nobody: what it names may change at will.

    Raises:
        OSError: there is none, or it is something else.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(descriptor, "rb") as file:
        return file.read()


def _added(root: Path, protected: Mapping[str, str]) -> Iterator[str]:
    """Files that steer or hide what grades, and those in folders that are not the student's."""
    for folder, folders, files in os.walk(root):
        below = Path(folder).relative_to(root).as_posix()
        below = "" if below == "." else f"{below}/"
        folders[:] = sorted(set(folders) - _PASSED_OVER)
        if not below:
            yield from (f"{name}/" for name in folders if _hides(name))
        for name in sorted(files):
            path = below + name
            if path in protected:
                continue
            hides = not below and name.endswith(".py") and _hides(name.removesuffix(".py"))
            # Without a list, what lies in the guarded folders may well be the course's own.
            if name in _STEERING or hides or (protected and _guarded(path)):
                yield path


def _guarded(path: str) -> bool:
    folder = path.rpartition("/")[0]
    within = any(folder == one or folder.startswith(f"{one}/") for one in _GUARDED)
    parts = path.split("/")
    return within or (len(parts) > 3 and parts[0] == "exercises" and parts[2] == "checks")


def _hides(name: str) -> bool:
    return name in _SHADOWED or name in sys.stdlib_module_names

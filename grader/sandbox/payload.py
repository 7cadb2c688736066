"""The part of the grader that goes inside: ``grader/student``, compiled, and nothing else.

Kept in a private cache folder named by its content, so that a sandbox starts without compiling.
The byte-code is *unchecked*: it is loaded without a look at the source, whose times may change.
"""

from __future__ import annotations

import hashlib
import os
import py_compile
import shutil
import stat
import sys
import tempfile
from functools import lru_cache
from pathlib import Path

from grader.errors import GraderError

_STUDENT = Path(__file__).resolve().parent.parent / "student"
_PACKAGE = '"""The part of the grader that runs inside the sandbox."""\n'


@lru_cache(maxsize=1)
def payload_folder() -> Path:
    """A folder to put on ``sys.path`` inside.

    Raises:
        GraderError: it can't be written anywhere.
    """
    files = {
        path.relative_to(_STUDENT): path.read_bytes() for path in sorted(_STUDENT.rglob("*.py"))
    }
    total = hashlib.sha256(sys.implementation.cache_tag.encode())
    for name, content in files.items():
        total.update(f"{name}:{len(content)}:".encode() + content)
    try:
        cache = _cache_folder()
        target = cache / f"payload-{sys.implementation.cache_tag}-{total.hexdigest()[:20]}"
        if not target.is_dir():
            _build(files, cache, target)
        return target
    except OSError as error:
        raise GraderError(
            "the sandbox's payload",
            f"it can't be written: {error}",
            "Make the cache folder (XDG_CACHE_HOME) or the temporary folder writable.",
        ) from None


def _cache_folder() -> Path:
    """A folder that nobody else may write to."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    user = os.getuid()
    for candidate in (
        Path(base) / "concurrency-grader",
        Path(f"/var/tmp/concurrency-grader-{user}"),
    ):
        try:
            candidate.mkdir(mode=0o755, parents=True, exist_ok=True)
            status = candidate.lstat()
        except OSError:
            continue
        own = stat.S_ISDIR(status.st_mode) and status.st_uid == user
        if own and not status.st_mode & 0o022 and os.access(candidate, os.W_OK | os.X_OK):
            return candidate
    return Path(tempfile.mkdtemp(prefix="concurrency-grader-"))


def _build(files: dict[Path, bytes], cache: Path, target: Path) -> None:
    building = Path(tempfile.mkdtemp(prefix="building-", dir=cache))
    package = building / "grader"
    contents = {Path("__init__.py"): _PACKAGE.encode()}
    contents |= {Path("student") / name: content for name, content in files.items()}
    for name, content in contents.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        py_compile.compile(
            str(path),
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
    for path in (building, *building.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    try:
        building.rename(target)
    except OSError:
        # Another grader was faster with the same content.
        shutil.rmtree(building)
        if not target.is_dir():
            raise

"""Private folders that do not outlive their process for long, even if it is killed.

Theory of operation. The folder itself is locked (``flock``) for as long as it is in use, and the
kernel gives the lock back when the process ends, however it ends. So a folder of ours that can be
locked belongs to nobody any more, and the next process that makes one removes it. Locks, unlike
process ids, mean the same in every container that shares the file system.

Where folders can't be locked, nothing is removed but by its owner.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

PREFIX = "grader."
_held: dict[Path, int] = {}
_swept: set[Path] = set()


def make(kind: str = "", *, base: str | None = None) -> Path:
    """A new folder, empty, for this user alone; :func:`remove` ends it.

    Args:
        kind: part of its name.
        base: the folder to make it in; by default the one for temporary files.

    Raises:
        OSError: it can't be made.
    """
    where = Path(tempfile.gettempdir() if base is None else base).resolve()
    if where not in _swept:
        _swept.add(where)
        sweep(where)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{kind}", dir=where))
        held = _hold(folder)
        # Somebody may have taken it for abandoned in between.
        if held is None or folder.exists():
            break
        os.close(held)
    if held is not None:
        _held[folder] = held
    return folder


def remove(folder: Path) -> None:
    """Remove a folder that :func:`make` made, with all that is in it. Idempotent."""
    shutil.rmtree(folder, ignore_errors=True)
    held = _held.pop(folder, None)
    if held is not None:
        os.close(held)


@contextlib.contextmanager
def scratch(kind: str = "") -> Iterator[Path]:
    """As :func:`make`, removed at the end."""
    folder = make(kind)
    try:
        yield folder
    finally:
        remove(folder)


def sweep(where: Path) -> int:
    """Remove this user's folders in ``where`` whose process has ended; how many there were."""
    removed = 0
    with contextlib.suppress(OSError), os.scandir(where) as entries:
        for entry in entries:
            if not entry.name.startswith(PREFIX):
                continue
            with contextlib.suppress(OSError):
                ours = entry.stat(follow_symlinks=False).st_uid == os.getuid()
                if ours and entry.is_dir(follow_symlinks=False):
                    removed += _remove_if_abandoned(Path(entry.path))
    return removed


def _remove_if_abandoned(folder: Path) -> bool:
    held = _hold(folder)
    if held is None:
        return False
    try:
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(held)
    return True


def _hold(folder: Path) -> int | None:
    """A descriptor that keeps ``folder`` locked; None where somebody else does, or it can't be."""
    try:
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        return None
    return held

"""Tells of saves: promptly by the system's notices, and at the latest by looking each second.

Editors save in different ways: some write into the file, some write another and rename it, some
do that in several steps, some tools write once more right after (formatters). Changes that follow
each other within :data:`SETTLED` are one. Where a file system sends no notices (network mounts,
folders shared into a container, the target of a link, a folder that was deleted and made anew)
:meth:`Saves.changed`, asked each second, still finds out.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

SETTLED = 50
"""Milliseconds without a change after which a series of them is one save."""
_LONGEST = 400
"""Milliseconds that such a series may go on before it is told all the same."""
_POLL = 200
"""Milliseconds between two looks where the system has no notices (WSL)."""

Trace = tuple[int, int, int] | None
"""Of a file: when it was written, its size and its inode; None when it is not there."""


def trace(path: Path) -> Trace:
    """What changes whenever somebody saves ``path``."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


class Saves:
    """Watches some files until :meth:`close`.

    Args:
        paths: files; those that are not there may come.
        told: called from another thread when any of them may have changed.
    """

    def __init__(self, paths: list[Path], told: Callable[[], None]) -> None:
        self._paths = paths
        self._told = told
        self._known = [trace(path) for path in paths]
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.notices()

    def changed(self) -> list[Path]:
        """The files that were saved, deleted or made since the last call."""
        now = [trace(path) for path in self._paths]
        found = [
            path for path, old, new in zip(self._paths, self._known, now, strict=True) if old != new
        ]
        self._known = now
        return found

    def notices(self) -> None:
        """Listen to the system's notices, if nobody does (the folder may have been away)."""
        if self._thread is not None and self._thread.is_alive():
            return
        folders = sorted({str(path.parent) for path in self._paths if path.parent.is_dir()})
        if folders:
            self._thread = threading.Thread(
                target=self._listen, args=(folders,), name="saves", daemon=True
            )
            self._thread.start()

    def close(self) -> None:
        """Stop watching."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(2)

    def _listen(self, folders: list[str]) -> None:
        import watchfiles

        # None: as the library thinks best here. True: look at the files, when there are no notices
        # to be had (their number is limited).
        known = [_identity(folder) for folder in folders]
        for polling in (None, True):
            try:
                for changes in watchfiles.watch(
                    *folders,
                    watch_filter=None,
                    debounce=_LONGEST,
                    step=SETTLED,
                    rust_timeout=500,
                    stop_event=self._stop,
                    raise_interrupt=False,
                    force_polling=polling,
                    poll_delay_ms=_POLL,
                    recursive=False,
                    ignore_permission_denied=True,
                    yield_on_timeout=True,
                ):
                    if changes:
                        self._told()
                    if known != [_identity(folder) for folder in folders]:
                        break  # notices of what was deleted never come; notices() begins anew
            except (OSError, RuntimeError):
                continue
            return


def _identity(folder: str) -> tuple[int, int] | None:
    try:
        found = os.stat(folder)
    except OSError:
        return None
    return found.st_dev, found.st_ino

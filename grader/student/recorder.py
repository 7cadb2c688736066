"""What happened, in which process and when: events that every process of a scenario can write.

A pipe or a shared object would have to be inherited, and then only ``fork`` would work. So the
recorder is a *path*: each event is one line, appended by a single ``write`` to a file that is
opened with ``O_APPEND`` (the kernel picks the offset, so lines of different processes never mix)
and closed again (so nothing leaks). The path travels inside picklable tasks, under every start
method of :mod:`multiprocessing`.
"""

from __future__ import annotations

import json
import os
import stat
import tempfile
import threading
import time
from typing import Any

MAX_EVENTS = 2000
"""Events that :func:`collect` hands on; a timeline with more could not be read anyway."""
MAX_LINE = 2000
"""Bytes of one event; below the size at which a write could be split."""
MAX_SALVAGED = 256 << 10
"""Bytes of events that are carried out of a run that gave no answer."""
PREFIX = "ring-"
_MAX_ENTRIES = 256

_folders: list[tuple[str, float]] = []


def new_folder() -> str:
    """Make a private folder for one scenario and remember it for :func:`collect`.

    Returns:
        Its path, short enough for the name of a Unix socket in it.
    """
    folder = tempfile.mkdtemp(prefix=PREFIX)
    _folders.append((folder, time.monotonic()))
    return folder


def note(folder: str, task: object, what: str) -> None:
    """Append one event; callable from every process and thread.

    Args:
        folder: from :func:`new_folder`.
        task: which task it is about; anything JSON can hold, else its ``repr``.
        what: ``start``, ``end``, ``raised ValueError``, ``killed``, ...
    """
    event = {
        "task": task if isinstance(task, str | int | float | None) else repr(task)[:200],
        "pid": os.getpid(),
        "ppid": os.getppid(),
        "thread": threading.current_thread().name[:100],
        "what": what[:200],
        "t": time.monotonic(),
    }
    append(folder, event)


def note_for(folder: str, task: object, pid: int, what: str) -> None:
    """Append an event about another process, such as one that was just killed."""
    event = {"task": task, "pid": pid, "ppid": 0, "thread": "", "what": what}
    append(folder, event | {"t": time.monotonic()})


def append(folder: str, event: dict[str, Any]) -> None:
    """Append a whole event, with ``t`` in seconds of :func:`time.monotonic`."""
    line = json.dumps(event).encode()[:MAX_LINE] + b"\n"
    target = os.open(
        os.path.join(folder, "events"), os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600
    )
    try:
        os.write(target, line)
    finally:
        os.close(target)


def read(folder: str, *, since: float = 0.0) -> list[dict[str, Any]]:
    """The events of one folder in the order in which they happened.

    Args:
        folder: from :func:`new_folder`.
        since: subtracted from each ``t``.
    """
    try:
        with open(os.path.join(folder, "events"), "rb") as lines:
            return [event for line in lines if (event := _parse(line, since)) is not None]
    except FileNotFoundError:
        return []


def collect() -> list[dict[str, Any]]:
    """Every event of every folder that this process made; ``t`` counts from the first folder."""
    if not _folders:
        return []
    start = _folders[0][1]
    events = [event for folder, _ in _folders for event in read(folder, since=start)]
    events.sort(key=lambda event: float(event["t"]))
    return events[:MAX_EVENTS]


def salvage(parents: list[str]) -> bytes:
    """The lines of every recorder below ``parents``, as they are, when nobody is left to collect.

    Called by the zygote when a child hung or died. The folders were the student's to change: links
    and pipes are not followed, nothing is waited for, and no more is read than fits.
    """
    found = bytearray()
    for parent in parents:
        try:
            with os.scandir(parent) as entries:
                names = [entry.path for _, entry in zip(range(_MAX_ENTRIES), entries, strict=False)]
        except OSError:
            continue
        for path in sorted(names):
            if os.path.basename(path).startswith(PREFIX):
                found += _plain_file(path, "events", MAX_SALVAGED - len(found))
    return bytes(found)


def _plain_file(folder: str, name: str, most: int) -> bytes:
    """The first bytes of a file in ``folder``; none where either is not what it seems."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    inside = -1
    try:
        inside = os.open(folder, flags | os.O_DIRECTORY)
        file = os.open(name, flags, dir_fd=inside)
    except OSError:
        return b""
    finally:
        if inside >= 0:
            os.close(inside)
    try:
        data = b""
        if stat.S_ISREG(os.fstat(file).st_mode):
            while len(data) < most and (part := os.read(file, most - len(data))):
                data += part
        return data
    except OSError:
        return b""
    finally:
        os.close(file)


def _parse(line: bytes, since: float) -> dict[str, Any] | None:
    """One event, or nothing when student code wrote rubbish into the file."""
    try:
        event = json.loads(line)
        return {
            "task": event["task"],
            "pid": int(event["pid"]),
            "ppid": int(event["ppid"]),
            "thread": str(event["thread"]),
            "what": str(event["what"]),
            "t": round(float(event["t"]) - since, 6),
        }
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


class Recorder:
    """Events of one scenario; picklable, because it is only a path."""

    def __init__(self, folder: str | None = None) -> None:
        self.folder = new_folder() if folder is None else folder

    def note(self, task: object, what: str) -> None:
        """Append one event; see :func:`note`."""
        note(self.folder, task, what)

    def events(self) -> list[dict[str, Any]]:
        """What was noted so far, in order."""
        return read(self.folder)

    def count(self, what: str) -> int:
        """How many events say ``what``."""
        return sum(event["what"] == what for event in self.events())

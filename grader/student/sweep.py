"""Ends everything that a child left behind, and says whether that succeeded.

Three ways, by what the system offers:

``namespace``
    The zygote is PID 1 of its own PID namespace: one ``kill(-1, SIGKILL)`` reaches every process
    in it at once, and no fork can slip through. Guarded, since the same call anywhere else would
    end all processes of the user.
``tree``
    The zygote is a *subreaper*: orphans become its children, so all processes of a submission
    are its descendants. They are stopped first, again and again until no new one shows up (a
    stopped process can't fork), and killed then.
``group``
    Nothing but a process group; a process that left it with ``setsid`` is not found.
"""

from __future__ import annotations

import os
import signal
import stat
import time
from collections.abc import Collection
from contextlib import suppress

DEATH_TIME = 10.0
"""Seconds that killed processes may take to die: a hundred of them, on a busy machine."""
WIPE_ENTRIES = 20_000
"""Files and folders that are removed one by one; beyond that the sandbox is thrown away."""
STOP_ROUNDS = 200


class Reaper:
    """Collects dead children, with what they cost."""

    def __init__(self) -> None:
        self.statuses: dict[int, int] = {}
        self.cpu = 0.0
        self.peak_rss = 0

    def reap(self) -> bool:
        """Collect those that are dead by now; whether any child is left, dead or alive."""
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return False
            if pid == 0:
                return True
            self.statuses[pid] = os.waitstatus_to_exitcode(status)
            self.cpu += usage.ru_utime + usage.ru_stime
            self.peak_rss = max(self.peak_rss, usage.ru_maxrss << 10)


def is_own_namespace(trusted_namespace: int | None) -> bool:
    """Whether this process is PID 1 of a PID namespace that is not the trusted side's.

    Args:
        trusted_namespace: inode of the trusted side's namespace.
    """
    if os.getpid() != 1 or trusted_namespace is None:
        return False
    try:
        return os.stat("/proc/self/ns/pid").st_ino != trusted_namespace
    except OSError:
        return False


class Sweeper:
    """Ends processes in one of the three ways.

    Args:
        way: ``namespace``, ``tree`` or ``group``.
        trusted_namespace: inode of the trusted side's PID namespace.

    Raises:
        RuntimeError: ``namespace`` was asked for, but this is not PID 1 of its own namespace.
    """

    def __init__(self, way: str, trusted_namespace: int | None) -> None:
        if way == "namespace" and not is_own_namespace(trusted_namespace):
            raise RuntimeError("this is not PID 1 of a PID namespace of its own")
        self.way = way

    def sweep(self, child: int, reaper: Reaper, helpers: Collection[int] = ()) -> tuple[int, bool]:
        """Kill all that is left and reap it.

        Args:
            child: the process that was forked for the request; it is no survivor. 0: none.
            reaper: gets the dead.
            helpers: processes that ``multiprocessing`` leaves to end by themselves.

        Returns:
            How many processes had been left behind, and whether all are gone now.
        """
        if not reaper.reap() and self.way != "group":
            return 0, True
        left = self._left_behind({child, *helpers})
        deadline = time.monotonic() + DEATH_TIME
        while True:
            self._kill(child)
            if not reaper.reap():
                return len(left), True
            if time.monotonic() > deadline:
                return len(left), False
            time.sleep(0.0005)

    def _left_behind(self, expected: Collection[int]) -> list[int]:
        return [pid for pid in self._processes() if pid not in expected and is_alive(pid)]

    def _processes(self) -> list[int]:
        if self.way == "group":
            return []
        if self.way == "namespace":
            return [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]
        return descendants(os.getpid())

    def _kill(self, child: int) -> None:
        if self.way == "namespace":
            with suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)
        elif self.way == "tree":
            kill_tree(os.getpid())
        elif child:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(child, signal.SIGKILL)
            with suppress(ProcessLookupError, PermissionError):
                os.kill(child, signal.SIGKILL)


def kill_tree(root: int) -> None:
    """Stop all descendants of ``root`` until no new one shows up, then kill them all."""
    stopped: set[int] = set()
    for _ in range(STOP_ROUNDS):
        found = set(descendants(root)) - stopped
        if not found:
            break
        for pid in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGSTOP)
        stopped |= found
    for pid in stopped:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def descendants(root: int) -> list[int]:
    """All living descendants of ``root``, from ``/proc``."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            parent, state = _parent_and_state(int(name))
            if parent is not None and state not in ("Z", "X"):
                children.setdefault(parent, []).append(int(name))
    found: list[int] = []
    pending = [root]
    while pending:
        below = children.get(pending.pop(), [])
        found += below
        pending += below
    return found


def is_alive(pid: int) -> bool:
    """Whether ``pid`` runs (a zombie does not)."""
    parent, state = _parent_and_state(pid)
    return parent is not None and state not in ("Z", "X")


def _parent_and_state(pid: int) -> tuple[int | None, str]:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
        return int(fields[1]), fields[0].decode()
    except (OSError, IndexError, ValueError):
        return None, ""


def wipe(folder: str) -> bool:
    """Empty ``folder`` without following links; whether it is empty now.

    Depth first and without recursion; folders whose rights were taken away get them back. What is
    nested deeper than a path name may be long stays, and is not clean.
    """
    left = WIPE_ENTRIES
    try:
        names = os.listdir(folder)
    except OSError:
        return False
    for name in names:
        path = os.path.join(folder, name)
        left = _remove(path, left)
        if left <= 0:
            return False
    try:
        return not os.listdir(folder)
    except OSError:
        return False


def state_of(folder: str) -> tuple[int, list[str]]:
    """What a folder can keep beside its entries: its mode, and the names of its attributes."""
    try:
        names = os.listxattr(folder) if hasattr(os, "listxattr") else []
    except OSError:
        names = []
    return os.stat(folder).st_mode, names


def wipe_owned(folder: str) -> bool:
    """Remove from a shared ``folder`` what this user owns; whether nothing of it is left.

    Only for a user that no one else is.
    """
    user = os.getuid()
    clean = True
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return True
    for entry in entries:
        with suppress(OSError):
            if entry.stat(follow_symlinks=False).st_uid == user:
                clean = _remove(entry.path, WIPE_ENTRIES) > 0 and clean
    return clean


def _entries(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except PermissionError:
        os.chmod(folder, 0o700)
        return os.listdir(folder)


def _remove(path: str, left: int) -> int:
    """Remove ``path`` and all below it; how many entries may still be removed."""
    pending = [path]
    while pending and left > 0:
        left -= 1
        current = pending[-1]
        try:
            if not stat.S_ISDIR(os.lstat(current).st_mode):
                os.unlink(current)
                pending.pop()
                continue
            below = _entries(current)
            if not below:
                os.rmdir(current)
                pending.pop()
            else:
                pending += [os.path.join(current, name) for name in below]
        except PermissionError:
            # A folder without the right to write: give it back once, then try again.
            if not _make_writable(os.path.dirname(current)):
                return 0
        except OSError:
            return 0
    return left


def _make_writable(folder: str) -> bool:
    if stat.S_IMODE(os.lstat(folder).st_mode) == 0o700:
        return False
    try:
        os.chmod(folder, 0o700)
    except OSError:
        return False
    return True

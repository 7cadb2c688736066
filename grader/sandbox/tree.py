"""The processes of a sandbox, seen from outside: their memory, their number, their end."""

from __future__ import annotations

import importlib
import os
import signal
from contextlib import suppress
from typing import Any

from grader.student.sweep import descendants

_HAS_PROC = os.path.isdir("/proc/self")


def tree_of(root: int) -> list[int]:
    """``root`` and all its living descendants.

    Follows the kernel's own lists of children where it has them, since reading the whole of
    ``/proc`` costs too much on a busy machine.
    """
    if not _HAS_PROC:
        return _tree_by_psutil(root)
    found = [root]
    for pid in found:
        try:
            threads = os.listdir(f"/proc/{pid}/task")
        except OSError:
            continue
        for thread in threads:
            try:
                with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
                    found += map(int, file.read().split())
            except FileNotFoundError:
                if pid == root and not os.path.exists(f"/proc/self/task/{os.getpid()}/children"):
                    return [root, *descendants(root)]
            except OSError:
                continue
    return found


def memory_of(pids: list[int], enough: int) -> int:
    """Bytes of memory that ``pids`` use together.

    Pages that forked processes share would be counted for each of them; where the quick sum
    goes beyond ``enough``, shared pages are therefore counted in shares.
    """
    if not _HAS_PROC:
        return _memory_by_psutil(pids)
    quick = sum(_from_status(pid) for pid in pids)
    if quick <= enough:
        return quick
    return sum(_shares(pid) for pid in pids)


def kill_tree_from_outside(root: int, uid: int | None) -> None:
    """End ``root`` and its descendants where no namespace does it.

    Args:
        root: the zygote; it is stopped first, so that it forks no more.
        uid: the user that only this sandbox has; whatever runs as it is ended too.
    """
    with suppress(ProcessLookupError, PermissionError):
        os.kill(root, signal.SIGSTOP)
    stopped: set[int] = set()
    for _ in range(200):
        found = {*descendants(root), *_processes_of(uid)} - stopped - {root}
        if not found:
            break
        for pid in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGSTOP)
        stopped |= found
    for pid in (*stopped, root):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def _processes_of(uid: int | None) -> list[int]:
    if uid is None:
        return []
    found = []
    for name in os.listdir("/proc"):
        try:
            if name.isdigit() and os.stat(f"/proc/{name}").st_uid == uid:
                found.append(int(name))
        except OSError:
            continue
    return found


def _from_status(pid: int) -> int:
    total = 0
    try:
        with open(f"/proc/{pid}/status", "rb") as file:
            for line in file:
                if line.startswith((b"RssAnon:", b"RssShmem:", b"VmSwap:")):
                    total += int(line.split()[1]) << 10
    except (OSError, ValueError):
        return 0
    return total


def _shares(pid: int) -> int:
    total = 0
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            for line in file:
                if line.startswith((b"Pss_Anon:", b"Pss_Shmem:", b"SwapPss:")):
                    total += int(line.split()[1]) << 10
    except (OSError, ValueError):
        return _from_status(pid)
    return total


def _tree_by_psutil(root: int) -> list[int]:
    psutil: Any = importlib.import_module("psutil")
    try:
        return [root, *(child.pid for child in psutil.Process(root).children(recursive=True))]
    except psutil.Error:
        return [root]


def _memory_by_psutil(pids: list[int]) -> int:
    psutil: Any = importlib.import_module("psutil")
    total = 0
    for pid in pids:
        with suppress(psutil.Error):
            total += int(psutil.Process(pid).memory_info().rss)
    return total

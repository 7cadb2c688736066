"""The rungs without namespaces: a folder of its own, and what Landlock may show.

On these rungs the submission and its temporary files lie in a folder of this machine, made for
one sandbox and removed with it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from grader.model import IsolationLevel
from grader.sandbox import policy
from grader.sandbox.interpreter import Interpreter

_READABLE_FILES = (
    "/etc/hosts",
    "/etc/passwd",
    "/etc/group",
    "/etc/nsswitch.conf",
    "/etc/host.conf",
    "/etc/localtime",
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/proc",
    "/dev/urandom",
    "/dev/random",
)
_SHARED = ("/dev/shm", "/tmp", "/var/tmp")
"""Folders that all users may write to; where the sandbox has a user of its own, they are swept."""
_WRITABLE_FILES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/shm")


def furnish(
    workspace: Path,
    files: dict[str, bytes],
    config: dict[str, Any],
    level: IsolationLevel,
    interpreter: Interpreter,
    payload: Path,
) -> None:
    """Fill ``workspace`` and complete ``config`` for a weaker rung.

    Args:
        workspace: an empty folder.
        files: the submission, by relative path.
        config: what the zygote will be told; changed in place.
        level: any but the strongest.
        interpreter: what will run.
        payload: the folder with ``grader/student``.
    """
    submission, home = workspace / "submission", workspace / "tmp"
    for name, data in {"": b"", **files}.items():
        path = submission / name
        if not name:
            path.mkdir()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(0o644)
    home.mkdir()
    workspace.chmod(0o755 if config["uid"] is not None else 0o700)
    for folder in (submission, *(p for p in submission.rglob("*") if p.is_dir())):
        folder.chmod(0o755)
    if config["uid"] is not None:
        os.chown(home, config["uid"], config["gid"])
        # Landlock lets nothing be written to the others.
        config["wipe_owned"] = list(
            _SHARED if level is not IsolationLevel.LANDLOCK else _SHARED[:1]
        )
        config["keep_reading"] = not interpreter.is_open_to_all(payload, workspace)
    elif os.path.isdir("/proc/self"):
        config["limits"]["NPROC"] = _tasks_of_user() + policy.LIMITS["NPROC"]
    else:
        # It counts all of a user's processes, whose number can't be had here.
        del config["limits"]["NPROC"]
    config["home"] = str(home)
    config["submission"] = str(submission)
    config["wipe"] = [str(home)]
    if config["deny"] is not None:
        config["child_deny"] = policy.child_deny((os.getpid(), os.getppid()))
    if level is IsolationLevel.LANDLOCK:
        readable, split = _readable_folders(interpreter)
        config["landlock"] = {
            "list": split,
            "read": [
                *readable,
                *_READABLE_FILES,
                str(submission),
                str(payload),
            ],
            "write": [str(home), *_WRITABLE_FILES],
        }


def _readable_folders(interpreter: Interpreter) -> tuple[list[str], list[str]]:
    """The interpreter and the system's programs, without the folders of third-party packages.

    Returns:
        Paths that may be read, and folders around hidden ones, of which only names may be read
        (the import system lists the folders that it looks into).
    """
    hidden = set(interpreter.package_folders())
    pending = [Path(name) for name in (*policy.SYSTEM_FOLDERS, *policy.SYSTEM_LINKS)]
    pending += interpreter.folders()
    found: list[str] = []
    split: list[str] = []
    while pending:
        path = pending.pop()
        if not path.exists():
            continue
        path = path.resolve()
        if path in hidden:
            continue
        if any(inner.is_relative_to(path) for inner in hidden):
            # Landlock can only allow: so allow what lies beside the hidden folder.
            split.append(str(path))
            pending += path.iterdir()
        else:
            found.append(str(path))
    return sorted(set(found)), sorted(set(split))


def _tasks_of_user() -> int:
    """Threads that this user runs already: NPROC counts them all."""
    total = 0
    uid = os.getuid()
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            if os.stat(f"/proc/{name}").st_uid == uid:
                total += len(os.listdir(f"/proc/{name}/task"))
        except OSError:
            continue
    return total

"""The arguments of ``bwrap``, from the policy. Pure: looks at nothing but what it is given.

Two variants. An ordinary user needs a user namespace, in which further ones are then disabled.
Root gets none (its uid would stay 0 for the kernel, with a writable ``/proc/sys`` and no NPROC);
it drops every capability but the two that the zygote needs to become a user of its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox import policy


def find() -> str | None:
    """Path of ``bwrap``, or ``None``."""
    return shutil.which("bwrap") or shutil.which("bwrap", path="/usr/bin:/usr/local/bin:/bin")


@dataclass(frozen=True)
class View:
    """What of this machine is to be seen inside."""

    folders: tuple[Path, ...]
    """Mounted read-only where they are."""
    links: Mapping[str, str]
    """Link to its target."""
    hidden: tuple[Path, ...]
    """Covered by an empty folder."""
    payload: Path
    """Mounted read-only at ``policy.PAYLOAD``."""


def system_view(folders: Sequence[Path], hidden: Sequence[Path], payload: Path) -> View:
    """Look at this machine for the folders and links that the policy names."""
    links = {}
    seen = [Path(name) for name in (*policy.SYSTEM_FOLDERS, *policy.SYSTEM_FILES)]
    for name in policy.SYSTEM_LINKS:
        path = Path(name)
        if path.is_symlink():
            links[name] = str(path.readlink())
        else:
            seen.append(path)
    present = [path for path in (*seen, *folders) if path.exists()]
    return View(tuple(present), links, tuple(hidden), payload)


def arguments(
    bwrap: str,
    view: View,
    files: Mapping[str, int],
    command: Sequence[str],
    *,
    as_root: bool,
    info_fd: int | None,
    shelf: Path | None = None,
) -> list[str]:
    """Build the command line.

    Args:
        bwrap: its path.
        view: what to show inside.
        files: path inside to the descriptor that its content is read from.
        command: what to run as PID 1.
        as_root: whether the caller is root.
        info_fd: where bubblewrap says which process it started.
        shelf: a folder to show at ``policy.SUBMISSION``, read-only.
    """
    argv = [bwrap, *(f"--unshare-{name}" for name in policy.NAMESPACES)]
    argv += ["--cap-drop", "ALL"]
    if as_root:
        for capability in policy.KEPT_CAPABILITIES:
            argv += ["--cap-add", capability]
    else:
        argv += ["--unshare-user", "--disable-userns"]
    argv += ["--as-pid-1", "--new-session", "--die-with-parent", "--hostname", "sandbox"]
    argv += ["--clearenv"]
    for name, value in (*policy.ENVIRONMENT.items(), ("HOME", policy.HOME)):
        argv += ["--setenv", name, value]
    argv += _mounts(view, files, shelf)
    if info_fd is not None:
        argv += ["--info-fd", str(info_fd)]
    return [*argv, "--", *command]


def _mounts(view: View, files: Mapping[str, int], shelf: Path | None) -> list[str]:
    argv: list[str] = []
    made: set[Path] = set()
    mounted = set(view.folders)
    for folder in view.folders:
        argv += _parents(folder, made, mounted)
        argv += ["--ro-bind", str(folder), str(folder)]
    for link, target in view.links.items():
        argv += ["--symlink", target, link]
    argv += ["--ro-bind", str(view.payload), policy.PAYLOAD]
    for folder in view.hidden:
        argv += ["--perms", "0555", "--size", "4096", "--tmpfs", str(folder)]
        argv += ["--remount-ro", str(folder)]
    # The settings of the namespaces belong to the user who made them, whose code this may be.
    argv += ["--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys", "--dev", "/dev"]
    for path, size in policy.WRITABLE.items():
        argv += ["--perms", "1777", "--size", str(size), "--tmpfs", path]
    for path, fd in files.items():
        argv += _parents(Path(path), made, mounted)
        argv += ["--perms", "0444", "--file", str(fd), path]
    if shelf is not None:
        argv += ["--ro-bind", str(shelf), policy.SUBMISSION]
    return [*argv, "--remount-ro", "/dev", "--remount-ro", "/"]


def _parents(path: Path, made: set[Path], mounted: set[Path]) -> list[str]:
    """Make the parents of ``path`` first: those made implicitly would be closed to others."""
    argv = []
    for parent in reversed(path.parents):
        covered = any(parent.is_relative_to(folder) for folder in mounted)
        if parent != Path("/") and parent not in made and not covered:
            argv += ["--perms", "0755", "--dir", str(parent)]
            made.add(parent)
    return argv

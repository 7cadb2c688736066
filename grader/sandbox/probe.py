"""What this machine can do: runs the real command line once, and explains what fails."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

from grader.errors import GraderError, UsageError
from grader.model import IsolationLevel, Record
from grader.sandbox import bubblewrap
from grader.sandbox.interpreter import Interpreter
from grader.sandbox.payload import payload_folder
from grader.student import kernel, landlock, syscalls

VARIABLE = "GRADER_ISOLATION"
"""Environment variable that forces a rung, for tests and for finding out what is wrong."""


class Finding(Record, frozen=True):
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    """What to do about it; empty when it is well."""


class Probe(Record, frozen=True):
    """The isolation level that is to be had here, and why."""

    level: IsolationLevel
    findings: tuple[Finding, ...]


@lru_cache(maxsize=1)
def probe() -> Probe:
    """Find the strongest rung that works here. Costs a few milliseconds, once a process."""
    findings = [_bubblewrap(), _landlock(), _seccomp()]
    full, lock, filters = (finding.ok for finding in findings)
    if full and filters:
        level = IsolationLevel.FULL
    elif lock and filters:
        level = IsolationLevel.LANDLOCK
    elif sys.platform == "linux":
        level = IsolationLevel.LIMITED
    else:
        level = IsolationLevel.BASIC
    return Probe(level=level, findings=tuple(findings))


def choose_level(wanted: IsolationLevel | None = None) -> IsolationLevel:
    """The rung to use.

    Args:
        wanted: asked for by the caller; else the environment variable, else the strongest.

    Raises:
        GraderError: the rung that was asked for does not work here.
        UsageError: the environment variable names no rung.
    """
    if wanted is None and (name := os.environ.get(VARIABLE)):
        try:
            wanted = IsolationLevel(name.lower())
        except ValueError:
            rungs = ", ".join(IsolationLevel)
            raise UsageError(f"{VARIABLE}={name}", "it names no level", f"Use {rungs}") from None
    if wanted in (IsolationLevel.LIMITED, IsolationLevel.BASIC) and (
        wanted is IsolationLevel.BASIC or sys.platform == "linux"
    ):
        return wanted
    found = probe()
    if wanted is None:
        return found.level
    needed = {IsolationLevel.FULL: "bubblewrap", IsolationLevel.LANDLOCK: "landlock"}
    for finding in found.findings:
        if finding.name in (needed.get(wanted), "seccomp") and not finding.ok:
            raise GraderError(f"isolation level {wanted}", finding.detail, finding.remedy)
    return wanted


def _bubblewrap() -> Finding:
    name = "bubblewrap"
    if sys.platform != "linux":
        return Finding(name=name, ok=False, detail="it exists on Linux only", remedy=_ELSEWHERE)
    path = bubblewrap.find()
    if path is None:
        return Finding(name=name, ok=False, detail="bwrap is not installed", remedy=_INSTALL)
    interpreter = Interpreter.current()
    view = bubblewrap.system_view(
        interpreter.folders(), interpreter.package_folders(), payload_folder()
    )
    argv = bubblewrap.arguments(
        path, view, {}, ["/usr/bin/env", "true"], as_root=os.geteuid() == 0, info_fd=None
    )
    try:
        done = subprocess.run(
            argv, stdin=subprocess.DEVNULL, capture_output=True, env={}, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding(name=name, ok=False, detail=f"{path}: {error}", remedy=_INSTALL)
    if done.returncode == 0:
        return Finding(name=name, ok=True, detail=f"{path} works")
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    detail = said[-1] if said else f"it ended with status {done.returncode}"
    return Finding(name=name, ok=False, detail=detail, remedy=_remedy(detail))


def _remedy(detail: str) -> str:
    """What to do about what ``bwrap`` said."""
    lower = detail.lower()
    if "unknown option" in lower:
        return "This bubblewrap is too old: version 0.8 or later is needed"
    if _setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1":
        return _APPARMOR
    if _setting("/proc/sys/kernel/unprivileged_userns_clone") == "0":
        return "Allow user namespaces: sudo sysctl kernel.unprivileged_userns_clone=1"
    if _setting("/proc/sys/user/max_user_namespaces") == "0":
        return "Allow user namespaces: sudo sysctl user.max_user_namespaces=15000"
    if Path("/.dockerenv").exists() or Path("/run/.containerenv").exists():
        return (
            "In a container, start it with --security-opt seccomp=unconfined "
            "--security-opt systempaths=unconfined --cap-add SYS_ADMIN, or accept the weaker level"
        )
    return "See docs/SANDBOX.md, 'When bubblewrap does not work'"


def _landlock() -> Finding:
    version = landlock.abi()
    if version >= landlock.SCOPES_ABI:
        return Finding(name="landlock", ok=True, detail=f"ABI {version}")
    detail = f"ABI {version}, {landlock.SCOPES_ABI} is needed" if version else "not in this kernel"
    remedy = "Use Linux 6.12 or later, started with landlock in its lsm= list"
    return Finding(name="landlock", ok=False, detail=detail, remedy=remedy)


def _seccomp() -> Finding:
    machine = kernel.machine()
    if not kernel.LINUX:
        return Finding(name="seccomp", ok=False, detail="Linux only", remedy=_ELSEWHERE)
    if machine not in syscalls.MACHINES:
        remedy = f"Use one of {', '.join(syscalls.MACHINES)}, or add its numbers to syscalls.py"
        return Finding(name="seccomp", ok=False, detail=f"no table for {machine}", remedy=remedy)
    if "errno" not in _setting("/proc/sys/kernel/seccomp/actions_avail", "errno"):
        detail, remedy = "not in this kernel", "Use a kernel with CONFIG_SECCOMP_FILTER"
        return Finding(name="seccomp", ok=False, detail=detail, remedy=remedy)
    return Finding(name="seccomp", ok=True, detail=f"filters for {machine}")


def _setting(path: str, default: str = "") -> str:
    try:
        return Path(path).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return default


_INSTALL = "Install bubblewrap 0.8 or later: sudo apt-get install bubblewrap"
_ELSEWHERE = "For full isolation, grade on Linux (a container or a virtual machine will do)"
_APPARMOR = (
    "AppArmor keeps ordinary users from making namespaces (Ubuntu 24.04 and later). Allow it for "
    "bwrap: write /etc/apparmor.d/bwrap with the profile from docs/SANDBOX.md, then run "
    "sudo systemctl reload apparmor. Or, for all programs: "
    "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
)

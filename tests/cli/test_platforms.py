"""What a system meets that is not Linux: a clear word on Windows, no surprise on macOS."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.wording import LANGUAGES, words_of

ROOT = Path(__file__).parents[2]
WINDOWS = """
import importlib.abc, sys

POSIX = {"fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty"}

class Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in POSIX:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

import os, select, signal, socket, subprocess, tempfile, typer
for name in POSIX - {"posix"}:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Absent())
for module, names in (
    (os, "fork killpg getuid geteuid setsid uname pidfd_open sched_getaffinity register_at_fork"),
    (signal, "SIGKILL SIGHUP SIGQUIT SIGTSTP SIGWINCH SIGALRM SIGCHLD pthread_sigmask"),
    (select, "poll epoll"),
    (socket, "AF_UNIX send_fds recv_fds socketpair"),
):
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
sys.platform = "win32"
"""
MACOS = """
import os, select, signal, socket, sys, sysconfig
sysconfig.get_config_vars()  # a file of this platform's name
import multiprocessing, resource, subprocess, tempfile, typer, rich.console, msgspec, watchfiles
for module, names in (
    (os, "pidfd_open memfd_create setresuid setresgid getresuid sched_getaffinity unshare setns "
         "pipe2 eventfd splice O_PATH O_TMPFILE O_DIRECT getrandom getxattr"),
    (signal, "pidfd_send_signal sigtimedwait sigwaitinfo SIGRTMIN SIGPOLL SIGPWR"),
    (select, "epoll"),
    (socket, "SOCK_CLOEXEC SOCK_NONBLOCK SOCK_SEQPACKET AF_NETLINK AF_VSOCK SO_PEERCRED"),
    (resource, "prlimit"),
):
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
sys.platform = "darwin"
"""


def python(script: str, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a process of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env=kept | {"PYTHONUTF8": "1"} | changes,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("module", ["grader.cli", "grader.__main__"])
@pytest.mark.parametrize("arguments", [["check", "lock"], ["watch"], ["--help"], []])
def test_windows_is_told_about_wsl(module: str, arguments: list[str]) -> None:
    """At once, whatever was typed, and never as an ImportError."""
    done = python(WINDOWS + f"\nfrom {module} import main\nmain()", *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.strip() == words_of("en")("platform.windows").strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_for_windows_says_what_to_type(language) -> None:
    """In every language."""
    told = words_of(language)("platform.windows")
    assert "wsl --install" in told
    assert "/mnt/c" in told


def test_the_word_for_windows_is_in_the_users_language() -> None:
    """As far as the locale says it."""
    done = python(WINDOWS + "\nfrom grader.cli import main\nmain()", LANG="zh_CN.UTF-8")
    assert done.stderr.strip() == words_of("zh")("platform.windows").strip()


def test_a_unix_shell_on_windows_is_told_about_wsl(tmp_path: Path) -> None:
    """Where `make` exists on Windows, the environment is not even begun."""
    (tmp_path / "uname").write_text("#!/bin/sh\necho MINGW64_NT-10.0\n")
    (tmp_path / "uname").chmod(0o755)
    shutil.copy(ROOT / "tools" / "venv.sh", tmp_path)
    done = subprocess.run(
        ["sh", "venv.sh", "."],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "wsl --install" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_everything_can_be_imported_without_what_only_linux_has() -> None:
    """No module reaches for Linux's own calls when it is imported (dask, an extra, left aside)."""
    script = (
        MACOS
        + """
import importlib, pkgutil, grader
for info in pkgutil.walk_packages(grader.__path__, "grader."):
    if info.name not in ("grader.__main__", "grader.batch.cluster"):
        importlib.import_module(info.name)
from grader.grading import host
print(host.AVAILABLE)
"""
    )
    done = python(script)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "False\n"


def test_commands_of_the_loop_work_without_what_only_linux_has(course: Path) -> None:
    """Listing and hints; the course is found and the progress is kept."""
    script = MACOS + "import os; os.chdir(sys.argv.pop(1)); from grader.cli import main; main()"
    paths = {"PYTHONPATH": str(ROOT)}
    assert "Locks: a counter" in python(script, str(course), "list", **paths).stdout
    assert "Hint 1 of 2" in python(script, str(course), "hint", "lock", **paths).stdout
    assert "Hint 2 of 2" in python(script, str(course), "hint", "lock", **paths).stdout

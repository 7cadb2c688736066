"""The command as a process: what a terminal, a pipe and a signal meet."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FORETOLD = """
import sys
from types import ModuleType
sys.path.insert(0, {root!r})
from tests import samples
module = ModuleType("grader.grading")
module.grade = lambda course, exercise, submission, **options: samples.lost_update()
sys.modules["grader.grading"] = module
from grader.cli import main
main()
"""


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", FORETOLD.format(root=str(ROOT)), *arguments]


def environment(**changes: str) -> dict[str, str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return inherited | {"COLUMNS": "80", "TERM": "xterm-256color"} | changes


def seen_on_a_terminal(course: Path, **changes: str) -> bytes:
    """What `check lock` writes to a terminal."""
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        command("check", "lock"), stdout=terminal, stderr=terminal, stdin=subprocess.DEVNULL,
        env=environment(**changes), cwd=course,
    )  # fmt: skip
    os.close(terminal)
    seen = b""
    while True:
        try:
            part = os.read(controller, 65536)
        except OSError:  # what Linux says at the end
            break
        if not part:
            break
        seen += part
    os.close(controller)
    assert process.wait() == 1
    return seen


def test_is_a_module() -> None:
    """``python -m grader`` works, and names itself ``grader``."""
    done = subprocess.run(
        [sys.executable, "-m", "grader", "--help"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: grader ")


def test_loads_nothing_heavy_to_show_help() -> None:
    """The help needs neither Rich nor pytest, Jinja2, Pygments or asyncio."""
    script = (
        "import sys; from grader.cli import run; run(['--help']); "
        "heavy = {'rich.console', 'pytest', '_pytest', 'jinja2', 'pygments', 'asyncio'}; "
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_colours_a_terminal(course: Path) -> None:
    """On a terminal there is colour, and the cursor comes back."""
    seen = seen_on_a_terminal(course)
    assert b"\x1b[" in seen
    assert b"2 of 10 points" in seen
    assert seen.count(b"\x1b[?25l") == seen.count(b"\x1b[?25h")


def test_honours_no_color(course: Path) -> None:
    """With NO_COLOR the result has no escape sequence at all (the progress is gone by then)."""
    seen = seen_on_a_terminal(course, NO_COLOR="1")
    result = seen[seen.index(b"Locks: a counter") :]
    assert b"\x1b" not in result


def test_is_plain_in_a_pipe(course: Path) -> None:
    """In a pipe there is no escape sequence."""
    done = subprocess.run(
        command("check", "lock"), cwd=course, env=environment(), capture_output=True
    )
    assert done.returncode == 1
    assert b"\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_survives_a_terminal_without_unicode(course: Path, encoding: str) -> None:
    """Marks that can't be encoded are escaped, never a crash."""
    done = subprocess.run(
        command("check", "lock"), cwd=course, env=environment(PYTHONIOENCODING=encoding),
        capture_output=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert b"2 of 10 points" in done.stdout


def test_ends_quietly_when_the_reader_is_gone(course: Path) -> None:
    """A closed pipe is no fault of ours and needs no traceback."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        command("check", "lock"), cwd=course, env=environment(), stdout=writer,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    os.close(writer)
    assert done.returncode == 2
    assert done.stderr == b""


def test_says_once_that_the_device_is_full(course: Path) -> None:
    """What is still buffered is not tried again when the interpreter ends."""
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            command("check", "lock"), cwd=course, env=environment(),
            stdout=full, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "Error: output: the device is full. Make room, and try again.\n"

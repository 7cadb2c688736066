"""Whatever a submission names, prints and raises, nobody's terminal or browser obeys it."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = r"""
import sys
import threading

EVIL = (
    "\x1b]8;;javascript:alert(1)\x07click\x1b]8;;\x07\x1b[2J\u202eevil\u202c\u200b\x00\x9b31m"
    "<img src=x onerror=alert(1)>]]></script>\r\x08::error::x"
)


class Counter:
    def __init__(self):
        self.value = 0

    def add(self, n=1):
        raw = (EVIL + "\ud800").encode("utf-8", "surrogatepass")
        sys.stdout.buffer.write(raw + b"\xff\x1b[31m\n")
        print("x" * 1_000_000)
        setattr(self, "va" + "lue", self.value + n)


def count(threads, times):
    counter = Counter()
    workers = [threading.Thread(target=counter.add, name=EVIL) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    raise type(EVIL.replace("\x00", ""), (Exception,), {})(EVIL + "\ud800" + "y" * 1_000_000)
"""
OURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\[\?25[lh]|\x1b\[1A|\x1b\[2K")
"""Colours, and what the progress line needs: the cursor's visibility, one line up, clear it."""


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    path = tmp_path / "lock.py"
    path.write_text(SOURCE, "utf-8")
    return path


def command(submission: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "grader", "check", "lock", "--file", str(submission),
            "--seed", "7", "--lang", "en", *more]  # fmt: skip


def dangerous(text: str) -> set[str]:
    """Characters that steer: control, format (direction, zero width) and surrogates."""
    return {
        char for char in text
        if unicodedata.category(char) in ("Cc", "Cf", "Cs") and char not in "\n\t"
    }  # fmt: skip


@pytest.mark.parametrize("form", ["text", "github"])
def test_nothing_of_it_steers_what_is_piped_or_written(submission, tmp_path, form):
    """Plain text, workflow commands and the page."""
    page = tmp_path / "page.html"
    done = subprocess.run(
        command(submission, "--format", form, "--html", str(page)),
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    shown = done.stdout.decode("utf-8")
    assert "javascript:alert(1)" in shown
    assert dangerous(shown) == set()
    assert "\n::error::x" not in shown
    assert dangerous(page.read_text("utf-8")) == set()
    assert "<img" not in page.read_text("utf-8")


def test_nothing_of_it_steers_a_terminal(submission, tmp_path):
    """What a terminal gets are colours and our own progress line; no line is without end."""
    leader, follower = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}
    environment.pop("NO_COLOR", None)
    running = subprocess.Popen(
        command(submission, "--html", str(tmp_path / "page.html")),
        cwd=ROOT, stdout=follower, stderr=follower, stdin=subprocess.DEVNULL, env=environment,
    )  # fmt: skip
    os.close(follower)
    data = b""
    while part := _read(leader):
        data += part
    os.close(leader)
    running.wait()
    shown = data.decode("utf-8").replace("\r", "")
    assert "\x1b[1m" in shown
    assert dangerous(OURS.sub("", shown)) == set()


def _read(leader: int) -> bytes:
    try:
        return os.read(leader, 1 << 16)
    except OSError:
        # The other end is closed.
        return b""

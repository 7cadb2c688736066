"""kill -9 at any moment, then the same command again: the same book as undisturbed.

The real command in the real sandbox, on the fixture course. The moments are drawn from a seed and
reached by what the command says, not by a clock.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from grader.batch.results import BOOK
from grader.course import load_course
from tests.batch.comparing import contents, pages, rounds

REPOSITORY = Path(__file__).parents[2]
HANDED_IN = {
    "ada": "echo.py",
    "bob": "wrong/racy.py",
    "cy": "wrong/silent.py",
    "dan": "wrong/polite.py",
    "eve": "right/joined.py",
    "fay": "echo.py",
}


def command(room, out: Path, *more: str) -> list[str]:
    """The command that grades the room's class."""
    where = ["grade", str(room.submissions), "--out", str(out), "--jobs", "2"]
    return [sys.executable, "-m", "grader", *where, *more]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1"}


def start(room, out: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(room, out),
        cwd=room.root,
        env=environment(),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )


def finish(room, out: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(room, out), cwd=room.root, env=environment(), capture_output=True, text=True
    )


@pytest.fixture
def class_(room):
    """Six students."""
    for name, solution in HANDED_IN.items():
        room.hand_in(name, solution=solution)
    (room.submissions / "gus").mkdir()
    (room.submissions / "gus/echo.py").write_bytes(b"%PDF-1.4")
    return room


def test_a_run_that_is_killed_again_and_again_ends_in_the_same_book(class_, tmp_path):
    """Nothing is lost but what was in hand, and nothing is graded twice."""
    course = load_course(class_.root)
    plain, broken = tmp_path / "plain", tmp_path / "broken"
    assert finish(class_, plain).returncode == 0
    draw = random.Random(5)
    for _ in range(3):
        process = start(class_, broken)
        assert process.stderr is not None
        moment = draw.randint(1, 4)
        with process.stderr:
            for line in process.stderr:
                moment -= "graded" in line or "to grade" in line
                if moment == 0:
                    break
            process.send_signal(signal.SIGKILL)
            process.wait()
    last = finish(class_, broken)
    assert last.returncode == 0, last.stderr
    assert contents(broken / BOOK, course) == contents(plain / BOOK, course)
    assert set(rounds(broken / BOOK)) == {1}
    assert pages(broken) == pages(plain)
    assert len(pages(plain)) == len(HANDED_IN) + 1


def test_an_interrupted_run_says_what_is_done_and_the_next_one_goes_on(class_, tmp_path):
    """Ctrl-C: exit code 130, and only whole gradings in the book."""
    out = tmp_path / "out"
    process = start(class_, out)
    assert process.stderr is not None
    said = []
    with process.stderr:
        for line in process.stderr:
            said.append(line)
            if "1 of 7" in line:
                process.send_signal(signal.SIGINT)
    assert process.wait() == 130
    assert any("Stopping when the gradings in hand are done" in line for line in said)
    last = finish(class_, out)
    assert last.returncode == 0
    assert "known already" in last.stdout
    assert len(contents(out / BOOK, load_course(class_.root))) == 7
    assert set(rounds(out / BOOK)) == {1}

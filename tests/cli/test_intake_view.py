"""What an instructor sees before a class is graded."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from grader.commands.console import rendered
from grader.commands.intake_view import intake_view
from grader.course import Course, load_course
from grader.intake import take_in

ROOT = Path(__file__).parent.parent.parent
FILES = {
    "Ada/lock.py": "x = 1\n",
    "Ada/pool-1.py": "x = 1\n",
    "Ada/pool.py": "x = 1\n",
    "bob/pool.py": "x = 1\n",
    "bob/notes.txt": "",
    "eve/": "",
    "max/my_lock.py": "x = 1\n",
    "\x1b[31mred\nline\u202e[bold]/lock.py": "\0",
}


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(ROOT)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for place, content in FILES.items():
        path = tmp_path / "class" / place
        if place.endswith("/"):
            path.mkdir(parents=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
    return tmp_path / "class"


def seen(root: Path, course: Course, width: int = 80, *, terminal: bool = False) -> str:
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=terminal,
        markup=False,
        emoji=False,
        highlight=False,
    )
    return rendered(console, intake_view(take_in(root, course)))


def test_the_whole_picture_fits_80_columns(root: Path, course: Course) -> None:
    """Layout and reason, who has what, what is missing, problems, earlier attempts, extra."""
    assert seen(root, course) == (ROOT / "tests/cli/golden/intake.txt").read_text()


@pytest.mark.parametrize("width", [30, 80, 200])
@pytest.mark.parametrize("terminal", [False, True])
def test_no_line_is_too_long_and_nothing_steers_the_terminal(
    root: Path, course: Course, width: int, terminal: bool
) -> None:
    """However wide it is, and whoever chose the names."""
    shown = re.sub(r"\x1b\[[0-9;]*m", "", seen(root, course, width, terminal=terminal))
    assert all(len(line) <= width for line in shown.split("\n"))
    assert all(char.isprintable() or char == "\n" for char in shown)
    assert "[bold]" in shown.replace("\n", "")


def test_a_large_class_is_not_cut(tmp_path: Path, course: Course) -> None:
    """Every student has a row; extra files are counted after the first ten."""
    for number in range(120):
        folder = tmp_path / f"s{number:03}"
        folder.mkdir()
        (folder / "lock.py").write_text("x = 1\n")
        (folder / "notes.txt").write_text("")
    shown = seen(tmp_path, course)
    assert all(f"s{number:03}" in shown for number in range(120))
    assert "and 110 more" in shown
    assert "120 students, 1 exercise: 120 files to grade." in shown

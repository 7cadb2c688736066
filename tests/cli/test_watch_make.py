"""`make watch` as a student drives it: in tmux, with the real judge and a real exercise."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.cli.watching import ROOT, Tmux


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """As much of a clone as a student uses, in a folder whose name needs quoting."""
    folder = tmp_path / "my course's clone"
    for slug in ("thread", "lock"):
        shutil.copytree(ROOT / "exercises" / slug, folder / "exercises" / slug)
    (folder / "tools").mkdir()
    for name in ("Makefile", "pyproject.toml", "tools/venv.sh"):
        shutil.copy(ROOT / name, folder / name)
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    for stamp in (".ready", ".ready-dev"):
        (folder / ".venv" / stamp).touch()
    return folder


def test_a_student_watches_an_exercise_until_it_is_solved(clone: Path, tmp_path: Path) -> None:
    """From the stub to full marks and on to the next one; then the shell is as it was."""
    stub = clone / "exercises" / "lock" / "lock.py"
    with Tmux(tmp_path) as tmux:
        tmux.type(f"cd '{tmp_path}/my course'\\''s clone' && clear && make watch EX=lock", "Enter")
        tmux.until("6 of 14 points")
        tmux.type("h")
        tmux.until("Hint 1 of 3")
        shutil.copy(ROOT / "solutions" / "lock" / "lock.py", stub)
        tmux.until("14 of 14 points")
        tmux.type("End")
        tmux.until(r"press n for thread \(Several threads")
        tmux.type("n")
        screen = tmux.until(r"exercises/thread/thread.py +\d+ of 10 points")
        assert screen[23].startswith(" h hint  o report")
        tmux.type("C-c")
        left = tmux.until("thread: .* of 10 points")
        assert not [line for line in left if "make:" in line or "Error" in line]
        tmux.type("stty -a | tr ';' '\\n' | grep -c 'intr = ^C'", "Enter")
        tmux.until(r"\b1\n")
    assert (clone / "reports" / "lock.html").is_file()
    assert (clone / "reports" / "thread.html").is_file()

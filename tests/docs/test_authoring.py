"""docs/AUTHORING.md makes an exercise; so does this test, from what stands there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "AUTHORING.md"
BLOCK = re.compile(r"^(`{3,})(\w+)(?: (\S+))?\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


def blocks() -> list[tuple[str, str | None, str]]:
    """Language, path and text of each block of the walk, in order."""
    text = PAGE.read_text("utf-8")
    walk = text[text.index("\n## An exercise from nothing") :]
    return [(found[2], found[3], found[4]) for found in BLOCK.finditer(walk)]


def run(command: str, course: Path) -> str:
    """What a command prints on an 80-column terminal's width, without blanks at line ends."""
    if command.startswith("grader "):
        arguments = [sys.executable, "-m", "grader", *shlex.split(command)[1:]]
    else:
        arguments = ["sh", "-c", command]
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    done = subprocess.run(
        arguments,
        cwd=course,
        env=kept | {"PYTHONPATH": str(ROOT), "COLUMNS": "80", "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert "Error" not in done.stderr, done.stderr
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def pattern(expected: str) -> str:
    """The output that a page shows, as a regular expression: ``...`` stands for any lines."""
    parts = re.split(r"^\.\.\.\n", expected, flags=re.MULTILINE)
    return r"(?:.*\n)*?".join(re.escape(part) for part in parts)


@pytest.mark.timeout(900)
def test_the_walk_makes_an_exercise_that_is_proved(tmp_path: Path) -> None:
    """Every file is written and every command is run, in the order of the page."""
    (tmp_path / "exercises").mkdir()
    written, commands = [], []
    for language, path, text in blocks():
        if path is not None:
            (tmp_path / path).write_text(text, "utf-8")
            written.append(path)
        elif language == "console":
            first, _, expected = text.partition("\n")
            assert first.startswith("$ ")
            seen = run(first[2:], tmp_path)
            assert re.fullmatch(pattern(expected), seen), f"{first}\n{seen}"
            commands.append(first[2:])
    assert commands.count("grader verify latch") == 2
    assert commands[-1] == "grader verify --mutants latch"
    left = {str(file.relative_to(tmp_path)) for file in tmp_path.glob("*/latch/**/*.*")}
    assert left == set(written)


def test_the_page_shows_the_whole_of_exercise_toml() -> None:
    """Every field of the vocabulary stands in the reference part."""
    from grader.course import CheckSpec, ExerciseSpec, MisconceptionSpec

    text = PAGE.read_text("utf-8")
    reference = text[: text.index("\n## An exercise from nothing")]
    for record in (ExerciseSpec, CheckSpec, MisconceptionSpec):
        for field in record.__struct_fields__:
            if field not in ("checks", "hints", "misconceptions"):
                assert re.search(rf"^{field} = ", reference, re.MULTILINE), field

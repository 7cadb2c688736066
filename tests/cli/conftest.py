"""A small course, and a grading that is foretold, so that only the command is under test."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

from grader.cli import run
from grader.model import GradeReport
from tests import samples

TOML = """\
title = "{title}"
section = "{section}"
order = 1
teaches = "threading.Lock"

[[hints]]
text = "Which line is not one step?"

[[hints]]
text = "Take `self.lock` around it."

[checks.adds_up]
title = "Adds up in one thread"
visible = true

[misconceptions.no_lock]
title = "No lock"
feedback = "Use one."
fails = ["adds_up"]
"""


class Outcome(msgspec.Struct):
    """What a command did."""

    code: int
    out: str
    err: str


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of a course with two exercises, and the current folder."""
    for slug, title, section in (
        ("lock", "Locks: a counter that loses nothing", "threads"),
        ("pool", "Pools: nine tasks, five workers", "processes"),
    ):
        folder = tmp_path / "exercises" / slug
        (folder / "checks").mkdir(parents=True)
        (folder / "exercise.toml").write_text(TOML.format(title=title, section=section))
        (folder / "README.md").write_text("# Read me\n")
        (folder / f"{slug}.py").write_text(samples.SOURCE)
        (folder / "checks" / f"test_{slug}.py").write_text("")
        (folder / "checks" / "scenarios.py").write_text("")
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "GITHUB_WORKSPACE", "GITHUB_STEP_SUMMARY", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return tmp_path


@pytest.fixture
def grader(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Call the command in this process."""

    def call(*arguments: str) -> Outcome:
        code = run(list(arguments))
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call


@pytest.fixture
def grading(monkeypatch: pytest.MonkeyPatch) -> Callable[[GradeReport | BaseException], list[Any]]:
    """Foretell what the pipeline answers; returns the list of its calls."""

    def foretell(answer: GradeReport | BaseException) -> list[Any]:
        calls: list[Any] = []

        def grade(course: object, exercise: object, submission: object, **options: object) -> Any:
            calls.append((exercise, submission, options))
            if isinstance(answer, BaseException):
                raise answer
            return answer

        module = ModuleType("grader.grading")
        module.grade = grade  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "grader.grading", module)
        return calls

    return foretell

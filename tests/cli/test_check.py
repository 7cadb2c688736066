"""``grader check``: what is printed, written, and exited with."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.errors import GraderError, SubmissionError
from grader.model import IsolationLevel, from_json
from tests import samples
from tests.golden import assert_golden

GOLDEN = Path(__file__).parent / "golden"
CODES = {"full_marks": 0, "inconclusive": 3}


@pytest.mark.parametrize("shape", samples.SHAPES)
def test_prints_each_shape_at_80_columns(
    course: Path, grader: Callable[..., Any], grading: Callable[..., Any], shape: str
) -> None:
    """Every shape of a grading has its exact text, no wider than the terminal."""
    grading(samples.SHAPES[shape]())
    done = grader("check", "lock")
    assert done.code == CODES.get(shape, 1)
    assert done.err == ""
    assert max(map(len, done.out.splitlines())) <= 80
    assert_golden(GOLDEN / f"{shape}.txt", done.out)


def test_steers_no_terminal(
    course: Path, grader: Callable[..., Any], grading: Callable[..., Any]
) -> None:
    """Nothing that a submission says reaches the terminal as control, direction or markup."""
    grading(samples.hostile())
    out = grader("check", "lock").out
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", out)
    assert "[red]red[/red]" in out


def test_writes_the_html_report_beside_the_course(
    course: Path, grader: Callable[..., Any], grading: Callable[..., Any]
) -> None:
    """The report lands in ``reports/``, and the text names it."""
    grading(samples.lost_update())
    assert "reports/lock.html" in grader("check", "lock").out
    assert "Locks: a counter" in (course / "reports" / "lock.html").read_text("utf-8")


def test_writes_html_and_json_where_told(
    course: Path, grader: Callable[..., Any], grading: Callable[..., Any]
) -> None:
    """Named places are used, with the folders that they need."""
    grading(samples.lost_update())
    grader("check", "lock", "--html", "out/a.html", "--json", "out/b/a.json")
    assert (course / "out" / "a.html").exists()
    assert not (course / "reports").exists()
    assert from_json((course / "out" / "b" / "a.json").read_bytes()) == samples.lost_update()


@pytest.mark.parametrize("arguments", [("--json", "-"), ("--format", "json")])
def test_prints_json_alone(
    course: Path,
    grader: Callable[..., Any],
    grading: Callable[..., Any],
    arguments: tuple[str, ...],
) -> None:
    """As JSON, standard output holds the report and nothing else, and no file is written."""
    grading(samples.lost_update())
    done = grader("check", "lock", *arguments)
    assert done.code == 1
    assert from_json(done.out.encode()) == samples.lost_update()
    assert not (course / "reports").exists()


def test_says_when_a_place_can_not_be_written(
    course: Path, grader: Callable[..., Any], grading: Callable[..., Any]
) -> None:
    """A file where a folder should be is named, after the result was printed."""
    (course / "taken").write_text("")
    grading(samples.full_marks())
    done = grader("check", "lock", "--html", "taken/a.html")
    assert done.code == 2
    assert "10 of 10 points" in done.out
    assert "taken/a.html: it can't be written" in done.err


def test_passes_its_options_on(
    course: Path, grader: Callable[..., Any], grading: Callable[..., Any]
) -> None:
    """Seed, isolation and file reach the pipeline."""
    calls = grading(samples.full_marks())
    (course / "mine.py").write_text("x = 1\n")
    grader("check", "lock", "--file", "mine.py", "--seed", "7", "--isolation", "limited")
    exercise, submission, options = calls[0]
    assert exercise.slug == "lock"
    assert submission.text == "x = 1\n"
    assert options["seed"] == 7
    assert options["isolation"] is IsolationLevel.LIMITED


def test_grades_a_file_that_can_not_be_read(
    course: Path, grader: Callable[..., Any], grading: Callable[..., Any]
) -> None:
    """A file that is no submission is handed on as the reason why, and still gets a report."""
    calls = grading(samples.unloadable())
    done = grader("check", "lock", "--file", "nowhere.py")
    assert done.code == 1
    assert isinstance(calls[0][1], SubmissionError)


@pytest.mark.parametrize(("typed", "meant"), [("lok", "lock"), ("locks", "lock"), ("pol", "pool")])
def test_names_the_nearest_exercise(
    course: Path, grader: Callable[..., Any], typed: str, meant: str
) -> None:
    """A mistyped exercise gets the nearest name."""
    done = grader("check", typed)
    assert done.code == 2
    assert f"Did you mean {meant}?" in done.err


def test_says_what_can_be_checked(course: Path, grader: Callable[..., Any]) -> None:
    """Without an exercise, the answer is which ones there are."""
    done = grader("check")
    assert done.code == 2
    assert "There are: pool, lock." in done.err


def test_says_that_there_is_no_course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, grader: Callable[..., Any]
) -> None:
    """Outside a course, the folder is named."""
    monkeypatch.chdir(tmp_path)
    done = grader("check", "lock")
    assert done.code == 2
    assert "there is no course here" in done.err


def test_names_a_wrong_key_of_an_exercise(course: Path, grader: Callable[..., Any]) -> None:
    """A mistake of the author is a course error, with file and key."""
    path = course / "exercises" / "lock" / "exercise.toml"
    path.write_text(path.read_text() + "\n[checks.more]\ntitle = 3\n")
    done = grader("check", "lock")
    assert done.code == 2
    assert "exercise.toml: checks" in done.err


def test_remembers_and_recommends(
    course: Path, grader: Callable[..., Any], grading: Callable[..., Any]
) -> None:
    """Full marks lead to the next unsolved exercise, and at the end to none."""
    grading(samples.full_marks())
    assert "make check EX=pool (Pools: nine tasks" in grader("check", "lock").out
    grading(samples.report(samples.check(), exercise="pool"))
    assert "every exercise is solved" in grader("check", "pool").out
    assert "2 of 2 exercises solved." in grader("list").out


def test_takes_a_damaged_memory_for_an_empty_one(
    course: Path, grader: Callable[..., Any], grading: Callable[..., Any]
) -> None:
    """Rubbish in the state file costs nothing but the state."""
    (course / ".grader").mkdir()
    (course / ".grader" / "progress.json").write_bytes(b"\xff{")
    grading(samples.full_marks())
    assert grader("check", "lock").code == 0
    assert "1 of 2 exercises solved." in grader("list").out


def test_is_interrupted_cleanly(
    course: Path, grader: Callable[..., Any], grading: Callable[..., Any]
) -> None:
    """Ctrl-C ends with 130 and a word."""
    grading(KeyboardInterrupt())
    done = grader("check", "lock")
    assert (done.code, done.out, done.err) == (130, "", "\nInterrupted.\n")


def test_owns_its_faults(
    course: Path, grader: Callable[..., Any], grading: Callable[..., Any]
) -> None:
    """A fault of the grader says so, and exits with 3."""
    grading(GraderError("sandbox", "it could not start", "Run make doctor."))
    done = grader("check", "lock")
    assert done.code == 3
    assert "sandbox: it could not start" in done.err
    assert "please report" in done.err


def test_keeps_the_traceback_of_a_surprise(
    course: Path, grader: Callable[..., Any], grading: Callable[..., Any]
) -> None:
    """An exception that nobody foresaw is our fault: no traceback on screen, one in a file."""
    grading(ZeroDivisionError("surprise"))
    done = grader("check", "lock")
    assert done.code == 3
    assert "Traceback" not in done.err
    found = re.search(r"Details: (\S+)", done.err)
    assert found is not None
    details = Path(found.group(1))
    assert "ZeroDivisionError: surprise" in details.read_text()
    details.unlink()


def test_shows_the_traceback_when_asked(
    course: Path,
    grader: Callable[..., Any],
    grading: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With GRADER_DEBUG, the traceback is on standard error."""
    monkeypatch.setenv("GRADER_DEBUG", "1")
    grading(ZeroDivisionError("surprise"))
    assert "Traceback" in grader("check", "lock").err


@pytest.mark.parametrize("arguments", [("--bogus",), ("check", "lock", "--seed", "x"), ("bogus",)])
def test_refuses_wrong_usage(
    course: Path, grader: Callable[..., Any], arguments: tuple[str, ...]
) -> None:
    """A wrong option, value or command exits with 2 and says where to look."""
    done = grader(*arguments)
    assert done.code == 2
    assert "--help" in done.err

"""``grader export``: what it writes, where, what it says, and what it exits with."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.classbook import Student
from grader.gradebook import Attempt, Gradebook, Key
from grader.model import GradeReport, Verdict, to_json
from tests import samples
from tests.cli.conftest import Outcome

CANVAS = (
    b"Student,ID,SIS Login ID,Section,Locks (12),Pools (13)\r\n"
    b"    Points Possible,,,,1,1\r\n"
    b'"Lovelace, Ada",1,ada,A,,\r\n'
    b"Bob,2,bob,A,0,\r\n"
    b"Li,3,li,A,1,\r\n"
)
MOODLE = (
    b"Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    b"Last modified (grade),Feedback comments\n"
    b"Participant 1,Ada Lovelace,ada@example.org,x,,10.00,Yes,-,\n"
)


def outcome(verdict: Verdict, slug: str = "lock") -> GradeReport:
    """A grading of the small course, whose exercises have one point."""
    check = samples.check("adds_up", verdict, max_score=1.0, visible=True, feedback="No.")
    return samples.report(check, exercise=slug, title=slug)


@pytest.fixture
def gradebook(course: Path) -> Path:
    """A class of four: passed, failed, not decided, nothing handed in."""
    path = course / "results" / "gradebook.sqlite"
    path.parent.mkdir()
    students = [
        Student(key="ada", name="Ada Lovelace", email="ada@example.org"),
        Student(key="bob", name="Bob"),
        Student(key="li", name="Li"),
        Student(key="zoe", name="Zoë"),
    ]
    verdicts = {"ada": Verdict.PASSED, "bob": Verdict.FAILED, "li": Verdict.INCONCLUSIVE}
    with Gradebook.open(path, create=True) as book:
        attempts = [
            Attempt(student=key, exercise="lock", digest=key, name="lock.py", origin=key)
            for key in verdicts
        ]
        book.take_in(students, attempts, columns=["lock"])
        for key, verdict in verdicts.items():
            name = Key(student=key, exercise="lock", submission=key, checks="c", grader="g")
            book.record(name, 0, outcome(verdict), b"x")
    return path


@pytest.fixture
def downloaded(course: Path) -> Path:
    """A gradebook of Canvas."""
    path = course / "Grades.csv"
    path.write_bytes(CANVAS)
    return path


def save(report: GradeReport, path: Path) -> str:
    """Write a grading as ``check --json`` does."""
    path.write_bytes(to_json(report))
    return str(path)


def test_fills_in_a_copy_and_says_what_it_did(
    gradebook: Path, downloaded: Path, grader: Callable[..., Outcome]
) -> None:
    """The downloaded file stays; who was left out is named; undecided exits with 3."""
    done = grader("export", "--format", "canvas", "--into", "Grades.csv", "--map", "lock=Locks")
    assert done.code == 3
    assert downloaded.read_bytes() == CANVAS
    filled = (downloaded.parent / "Grades.filled.csv").read_bytes()
    assert filled == CANVAS.replace(b"ada,A,,", b"ada,A,1,")
    assert done.out == ""
    assert done.err == (
        "Grades.csv: 1 cell written to Grades.filled.csv (1 more said it already).\n"
        "Left as they were:\n"
        "  not decided (1)\n"
        "    Li (li): Locks (12): lock\n"
        "  not found in the file (1)\n"
        "    Zoë (zoe): nobody in the file has that number, login or name\n"
    )


def test_changes_a_file_in_place_only_when_asked_and_keeps_it(
    gradebook: Path, downloaded: Path, grader: Callable[..., Outcome]
) -> None:
    """Twice: each time under a new name."""
    arguments = ("export", "--format", "canvas", "--into", "Grades.csv", "--map", "lock=12")
    refused = grader(*arguments, "--out", "Grades.csv")
    assert (refused.code, downloaded.read_bytes()) == (2, CANVAS)
    assert "--in-place" in refused.err
    assert grader(*arguments, "--in-place").code == 3
    changed = downloaded.read_bytes()
    assert b"ada,A,1," in changed
    assert grader(*arguments, "--in-place").code == 3
    assert (downloaded.parent / "Grades.csv.bak").read_bytes() == CANVAS
    assert (downloaded.parent / "Grades.csv.bak2").read_bytes() == changed


def test_writes_a_filled_file_to_standard_output(
    gradebook: Path, downloaded: Path, grader: Callable[..., Outcome]
) -> None:
    """Nothing but the file goes there."""
    done = grader(
        "export", "--format", "canvas", "--into", "Grades.csv", "--column", "12", "--out", "-"
    )
    assert done.out.encode() == CANVAS.replace(b"ada,A,,", b"ada,A,1,")


def test_exits_with_1_when_a_score_found_no_place(
    course: Path, gradebook: Path, grader: Callable[..., Outcome]
) -> None:
    """And with 0 when all was written."""
    worksheet = course / "w.csv"
    worksheet.write_bytes(MOODLE)
    with Gradebook.open(gradebook) as book:
        book.override("li", "lock", 1.0, "Looked at it")
    done = grader("export", "--format", "moodle", "--into", "w.csv")
    assert done.code == 1
    assert "The maximum grade is 10, lock has 1: scores are multiplied by 10." in done.err
    rows = list(csv.reader(io.StringIO((course / "w.filled.csv").read_text(), newline="")))
    assert rows[1][4] == "10.00"
    assert rows[1][8].startswith("<p>lock: 1 of 1 points</p>")


def test_needs_the_worksheet_for_moodle(gradebook: Path, grader: Callable[..., Outcome]) -> None:
    """With the way to it."""
    done = grader("export", "--format", "moodle")
    assert done.code == 2
    assert "Download grading worksheet" in done.err


def test_lists_the_columns_when_none_fits(
    gradebook: Path, downloaded: Path, grader: Callable[..., Outcome]
) -> None:
    """So that one can be named."""
    done = grader("export", "--format", "canvas", "--into", "Grades.csv")
    assert done.code == 2
    assert "--map lock=COLUMN" in done.err
    assert "'Locks (12)', 'Pools (13)'" in done.err


@pytest.mark.parametrize("format", ["csv", "json", "junit", "canvas"])
def test_writes_a_class_to_standard_output(
    format: str, gradebook: Path, grader: Callable[..., Outcome]
) -> None:
    """Undecided ones are named on the other stream."""
    done = grader("export", "--format", format)
    assert done.code == 3
    assert "Li (li)" in done.err
    assert "Ada Lovelace" in done.out or format == "junit"


def test_writes_a_folder_for_gradescope(
    course: Path, gradebook: Path, grader: Callable[..., Outcome]
) -> None:
    """A new one; what an earlier export left would be taken for a result."""
    done = grader("export", "--format", "gradescope", "--out", "gs")
    assert done.code == 3
    files = {str(p.relative_to(course / "gs")) for p in (course / "gs").rglob("*") if p.is_file()}
    assert files == {
        "lock/0001_Ada-Lovelace/results.json",
        "lock/0002_Bob/results.json",
        "index.csv",
    }
    again = grader("export", "--format", "gradescope", "--out", "gs")
    assert again.code == 2
    assert "there is something in it" in again.err
    assert grader("export", "--format", "gradescope").code == 2


@pytest.mark.parametrize("format", ["gradescope", "prairielearn", "exercism", "junit", "legacy"])
def test_writes_one_grading(format: str, course: Path, grader: Callable[..., Outcome]) -> None:
    """To a file, with the folders that it needs; and without a word."""
    source = save(samples.lost_update(), course / "r.json")
    done = grader("export", "--format", format, "--report", source, "--out", "out/results")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert (course / "out" / "results").stat().st_size > 300


def test_writes_classroom50_with_its_environment(
    course: Path, grader: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The result and the body of the release; a variable that is missing is named."""
    source = save(samples.lost_update(), course / "r.json")
    arguments = ("export", "--format", "classroom50", "--report", source, "--out", "result.json")
    missing = grader(*arguments)
    assert missing.code == 2
    assert "SUBMISSION_TAG" in missing.err
    for name in ("CLASSROOM", "ASSIGNMENT", "COMMIT_URL", "RELEASE_URL", "OWNER"):
        monkeypatch.setenv(name, name.lower())
    monkeypatch.setenv("SUBMISSION_TAG", "submit/1")
    assert grader(*arguments).code == 0
    assert json.loads((course / "result.json").read_text())["owner"] == "owner"
    assert "of 10 points" in (course / "release-body.md").read_text()


@pytest.mark.parametrize(
    ("format", "code", "file"),
    [
        ("gradescope", 3, False),
        ("prairielearn", 3, True),
        ("exercism", 0, True),
        ("junit", 3, True),
        ("legacy", 3, True),
    ],
)
def test_one_that_is_not_decided(
    format: str, code: int, file: bool, course: Path, grader: Callable[..., Outcome]
) -> None:
    """Each format in its own terms; Exercism's runner always exits with 0."""
    source = save(samples.inconclusive(), course / "r.json")
    done = grader("export", "--format", format, "--report", source, "--out", "out.x")
    assert done.code == code
    assert (course / "out.x").exists() is file
    assert ("no file is" in done.err) is not file


def test_reads_a_grading_from_standard_input(
    course: Path, grader: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that it goes well with a pipe."""
    stream = io.TextIOWrapper(io.BytesIO(to_json(samples.full_marks())))
    monkeypatch.setattr("sys.stdin", stream)
    done = grader("export", "--format", "legacy", "--report", "-")
    assert json.loads(base64.b64decode(done.out))["status"] == "pass"


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (("--format", "csv", "--report", "r.json"), "it holds a class"),
        (("--format", "exercism"), "it holds one grading"),
        (("--format", "csv", "--into", "Grades.csv"), "only files of Canvas and Moodle"),
        (("--format", "csv", "--in-place"), "it goes with --into"),
        (("--format", "csv", "--exercise", "lok"), "There are: lock"),
        (("--format", "canvas", "--map", "lock"), "EX=COLUMN"),
        (("--format", "csv", "--map", "lock=1"), "it means nothing here"),
        (("--format", "moodle", "--replace-excused"), "it means nothing here"),
        (("--format", "junit", "--report", "r.json", "--exercise", "lock"), "means nothing"),
        (("--format", "csv", "--lang", "xx"), "'xx' is not one of 'en', 'zh'"),
        (("--format", "csv", "--gradebook", "none.sqlite"), "none.sqlite"),
        (("--format", "exercism", "--report", "none.json"), "can't be read"),
        (("--format", "exercism", "--report", "Grades.csv"), "it is not the JSON of a grading"),
        (("--format", "canvas", "--into", "none.csv"), "can't be read"),
    ],
)
def test_explains_what_makes_no_sense(
    arguments: tuple[str, ...],
    cause: str,
    gradebook: Path,
    downloaded: Path,
    grader: Callable[..., Outcome],
) -> None:
    """Wrong usage exits with 2 and a remedy."""
    done = grader("export", *arguments)
    assert done.code == 2
    assert cause in done.err

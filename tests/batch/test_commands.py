"""The commands of the gradebook, on a class whose gradings are known already."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from grader.batch.results import BOOK, alone
from grader.cli import run
from grader.gradebook import Gradebook
from tests.batch.conftest import COURSE, Room
from tests.batch.test_run import says

POLICY = """
title = "Autumn"
[late]
time_zone = "Europe/Amsterdam"
penalty_per_day = 0.1
[due]
echo = 2026-11-20T12:00:00
[[extensions]]
student = "zoe"
days = 2
"""


class Did(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="module")
def graded_class(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ada is right, Bob is not, Cy was not decided, Dan handed in no program."""
    room = Room(tmp_path_factory.mktemp("class"))
    room.hand_in("ada")
    room.hand_in("bob", solution="wrong/polite.py")
    room.hand_in("cy", says("lost"))
    (room.submissions / "dan").mkdir()
    (room.submissions / "dan/echo.py").write_bytes(b"%PDF-1.4")
    room.run()
    return room.root.parent


@pytest.fixture
def class_(graded_class, tmp_path, monkeypatch) -> Room:
    """That class, for one test to change."""
    shutil.copytree(graded_class, tmp_path / "own", symlinks=True)
    room = Room(tmp_path / "own")
    monkeypatch.chdir(room.root)
    monkeypatch.setenv("COLUMNS", "100")
    return room


@pytest.fixture
def call(class_, capsys) -> Callable[..., Did]:
    """Call the command in this process."""

    def called(*arguments: str) -> Did:
        code = run(list(arguments))
        return Did(code, *capsys.readouterr())

    return called


@pytest.fixture
def grade(call, class_):
    """`grader grade` on the class."""

    def graded(*more: str) -> Did:
        return call("grade", str(class_.submissions), "--out", str(class_.out), *more)

    return graded


@pytest.fixture
def book(class_) -> list[str]:
    """The option that names the book."""
    return ["--gradebook", str(class_.out / BOOK)]


def without_cy(class_) -> None:
    """Take away what would be tried again in a real sandbox."""
    (class_.submissions / "cy/echo.py").unlink()


def test_a_run_without_anything_new_says_so(grade, class_):
    """And what there is, in a table."""
    without_cy(class_)
    did = grade()
    assert did.code == 0
    assert "Nothing to do: 3 gradings known already, none has changed." in did.out
    assert "echo" in did.out
    assert "students: " in did.err


def test_something_undecided_ends_with_3_and_is_named(grade):
    """Tried again, it is decided by the real sandbox, or stays for a person to look at."""
    did = grade()
    assert did.code in (0, 3)
    assert "1 submission graded, 3 known already" in did.out


def test_the_summary_is_json_and_nothing_else_on_request(grade, class_):
    """For scripts."""
    without_cy(class_)
    did = grade("--json", "-")
    told = json.loads(did.out)
    assert (told["exit"], told["graded"], told["known"], told["left"]) == (0, 0, 3, 0)
    assert [grade["student"] for grade in told["grades"]] == ["ada", "bob", "dan"]
    assert did.err == ""


def test_results_lie_in_the_folder_as_json(grade, class_):
    """With raw scores, and a link to each report that is there."""
    without_cy(class_)
    grade()
    rows = {
        r["student"]: r for r in json.loads((class_.out / "results.json").read_text())["grades"]
    }
    assert rows["ada"]["score"] == 10
    assert rows["bob"]["checks"]["refuses"] == "failed"
    assert (class_.out / rows["ada"]["report"]).is_file()


def test_the_class_report_lies_beside_them(grade, class_):
    """With a link to each page that is there."""
    without_cy(class_)
    grade()
    page = (class_.out / "class.html").read_text("utf-8")
    links = set(re.findall(r'<a href="([^"]+)">', page))
    assert {link for link in links if (class_.out / link).is_file()} == {
        path.relative_to(class_.out).as_posix() for path in class_.out.glob("reports/*/*.html")
    }


def test_reports_that_are_missing_are_written_again_without_grading(grade, class_):
    """From what the book keeps; also another edition."""
    without_cy(class_)
    (page,) = class_.out.glob("reports/bob-*/echo.html")
    before = page.read_text()
    page.unlink()
    assert grade("--edition", "both").code == 0
    assert page.read_text() == before
    assert len(list(class_.out.glob("reports/*/echo.instructor.html"))) == 4


def test_both_editions_lead_to_each_other_and_only_one_shows_the_checks(grade, class_):
    """The class report leads to the instructor's, and on request to the student's."""
    without_cy(class_)
    assert grade("--edition", "both").code == 0
    (own,) = class_.out.glob("reports/bob-*/echo.instructor.html")
    theirs = own.with_name("echo.html")
    assert "def test_says" in re.sub("<[^>]+>", "", own.read_text())
    assert '<a href="echo.html">the student&#39;s edition</a>' in own.read_text()
    for text in ("test_says", "two_adders", "echo.instructor", str(class_.out), str(COURSE)):
        assert text not in theirs.read_text()
    page = (class_.out / "class.html").read_text()
    assert f'"{own.relative_to(class_.out).as_posix()}",1]' in page


def test_a_dry_run_grades_nothing_and_writes_nothing(call, class_, tmp_path):
    """It only says who handed in what."""
    did = call("grade", str(class_.submissions), "--out", str(tmp_path / "new"), "--dry-run")
    assert did.code == 0
    assert "ada" in did.out
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--layout", "mudle"], "There are: students, exercises"),
        (["--exercise", "eco"], "Did you mean echo?"),
        (["--scheduler", "tcp://x:1"], "Add --executor dask"),
        (["--executor", "dask"], "Add --scheduler"),
        (["--executor", "dask", "--scheduler", "tcp://x:1", "--jobs", "2"], "Leave it out"),
        (["--config", "none.toml"], "can't be read"),
        (["--isolation", "limited"], "--allow-weak-isolation"),
    ],
)
def test_wrong_options_are_said_before_anything_is_done(grade, class_, more, said):
    """Exit code 2."""
    before = sorted(class_.out.rglob("*"))
    did = grade(*more)
    assert did.code == 2
    assert said in did.err
    assert sorted(class_.out.rglob("*")) == before


def test_a_weak_sandbox_is_refused_unless_allowed(grade, class_, monkeypatch):
    """Other people's programs do not run loose by mistake."""
    without_cy(class_)
    monkeypatch.setenv("GRADER_ISOLATION", "limited")
    assert "no better than 'limited'" in grade().err
    assert grade("--allow-weak-isolation").code == 0


def test_two_runs_do_not_write_into_one_book(grade, class_):
    """The second is told to wait."""
    with alone(class_.out / BOOK):
        did = grade()
    assert did.code == 2
    assert "another command grades into this book" in did.err


def test_a_book_that_is_none_is_left_alone(grade, class_):
    """The run ends before anything is graded."""
    (class_.out / BOOK).write_text("dear diary, today I wrote a rather long file")
    did = grade()
    assert did.code == 2
    assert "no gradebook, or a damaged one" in did.err
    assert (class_.out / BOOK).read_text().startswith("dear diary")


def test_the_late_policy_is_read_beside_the_course_and_checked(grade, class_):
    """Extensions of nobody, and submissions without a time, are said."""
    without_cy(class_)
    (class_.root / "grader.toml").write_text(POLICY)
    did = grade()
    assert did.code == 0
    assert "extension for 'zoe'" in did.out
    assert "3 submissions with no known time" in did.out
    with class_.open() as opened:
        assert opened.class_book(class_.course).title == "Autumn"
    (class_.root / "grader.toml").write_text("[late]\ncap = 7\n")
    did = grade()
    assert did.code == 2
    assert "grader.toml: late.cap: a number from 0 to 1 is expected" in did.err


def test_a_score_given_by_hand_is_shown_with_its_reason(call, book):
    """And taken back again."""
    did = call("override", "bob", "echo", "9.5", "--reason", "shown at the board", *book)
    assert (did.code, did.out) == (0, "bob, echo: 9.5 of 10.\n")
    did = call("show", "bob", *book)
    assert "9.5 of 10" in did.out
    assert "shown at the board" in did.out
    assert call("override", "bob", "echo", "--take-back", "--reason", "no", *book).code == 0
    assert "7 of 10" in call("show", "bob", *book).out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["override", "bbo", "echo", "1", "--reason", "x"], "Did you mean bob?"),
        (["override", "bob", "eco", "1", "--reason", "x"], "Did you mean echo?"),
        (["override", "bob", "echo", "1"], "--reason"),
        (["override", "bob", "echo", "--reason", "x"], "either a SCORE or --take-back"),
        (["override", "bob", "echo", "nan", "--reason", "x"], "not below 0"),
        (["comment", "aada", "echo", "x"], "Did you mean ada"),
        (["show", "dann"], "Did you mean dan"),
    ],
)
def test_mistyped_words_get_the_nearest_ones(call, book, arguments, said):
    """And change nothing."""
    did = call(*arguments, *book)
    assert did.code == 2
    assert said in did.err


def test_a_comment_is_shown(call, book):
    """And taken back by an empty one."""
    assert call("comment", "ada", "echo", "Well done.", *book).code == 0
    assert "comment: Well done." in call("show", "ada", *book).out
    call("comment", "ada", "echo", "", *book)
    assert "comment: " not in call("show", "ada", *book).out


def test_a_class_is_shown_with_everybody(call, book):
    """Also those whose file could not be graded."""
    did = call("show", *book)
    assert did.code == 0
    for name in ("ada", "bob", "cy", "dan"):
        assert name in did.out
    assert "10 of 10" in did.out


def test_hostile_text_never_steers_the_terminal(call, book):
    """In comments and reasons."""
    call("comment", "ada", "echo", "\x1b[2J[red]x[/red]", *book)
    did = call("show", "ada", *book)
    assert "\x1b" not in did.out
    assert "[red]x[/red]" in did.out


def test_a_show_without_a_book_says_how_to_make_one(call):
    """The default place is named."""
    did = call("show")
    assert did.code == 2
    assert "results/gradebook.sqlite" in did.err


def regraded(class_) -> list[str]:
    """Who was graded more than once."""
    with Gradebook.open(class_.out / BOOK) as opened:
        return sorted(key.student for key, known in opened.known().items() if known.rounds > 1)


def test_a_regrading_is_chosen_by_student_exercise_or_verdict(call, class_, book):
    """The others keep theirs, and an override survives."""
    call("override", "bob", "echo", "9", "--reason", "x", *book)
    did = call("regrade", "--out", str(class_.out), "--verdict", "failed", "--exercise", "echo")
    assert did.code == 0, did.err
    assert regraded(class_) == ["bob"]
    assert "9 of 10" in call("show", "bob", *book).out
    assert "1 submission graded" in did.out


def test_a_regrading_of_what_the_book_does_not_hold_is_said(call, class_):
    """Dan's file was no program."""
    did = call("regrade", "--out", str(class_.out), "--student", "dan")
    assert "dan: echo: the book holds no file" in did.out
    assert regraded(class_) == []


def test_a_regrading_of_nothing_asks_what(call, class_):
    """And one that finds nothing says so."""
    did = call("regrade", "--out", str(class_.out))
    assert (did.code, "--student, --exercise, --verdict or --all" in did.err) == (2, True)
    did = call("regrade", "--out", str(class_.out), "--verdict", "timeout")
    assert (did.code, "nothing in it is like that" in did.err) == (2, True)


def test_a_regrading_that_was_interrupted_is_gone_on_with(call, class_):
    """Without a choice, it does what is left."""
    with Gradebook.open(class_.out / BOOK) as opened:
        opened.want([("ada", "echo")])
    assert call("regrade", "--out", str(class_.out)).code == 0
    assert regraded(class_) == ["ada"]


def test_a_folder_that_may_not_be_written_is_said(call, class_, tmp_path):
    """Nothing is lost."""
    (tmp_path / "file").write_text("")
    did = call("grade", str(class_.submissions), "--out", str(tmp_path / "file/out"))
    assert did.code == 2
    assert os.fspath(Path("file/out")) in did.err

"""What the book keeps, and what counts."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from grader.classbook import Similarity, Student
from grader.course import load_course
from grader.errors import UsageError
from grader.gradebook import Attempt, Gradebook, Key, Known, Refusal
from grader.model import Verdict
from tests import samples

COURSE = load_course(Path(__file__).parents[1] / "grading/course")
ADA = Student(key="ada", name="Ada", id="17")
BOB = Student(key="bob")


def report(score: float = 2.0, verdict: Verdict = Verdict.PASSED):
    """A grading of `echo` with one check."""
    one = samples.check(verdict=verdict)
    made = samples.report(one)
    return msgspec.structs.replace(made, exercise="echo", score=score, verdict=verdict)


def attempt(digest: str = "d1", student: str = "ada", **more) -> Attempt:
    fields = {"name": "echo.py", "origin": f"{student}/echo.py", **more}
    return Attempt(student=student, exercise="echo", digest=digest, **fields)


def key(submission: str = "d1", student: str = "ada", grader: str = "g1") -> Key:
    return Key(student=student, exercise="echo", submission=submission, checks="c", grader=grader)


def only(book: Gradebook):
    """The one grade of the class."""
    (grade,) = book.class_book(COURSE).grades
    return grade


@pytest.fixture
def book(book):
    """A book in which Ada has handed in `d1`."""
    book.take_in([ADA, BOB], [attempt()])
    return book


def test_a_grading_counts_once_it_is_recorded(book):
    """With the report as it was."""
    assert book.class_book(COURSE).grades == ()
    assert book.record(key(), 0, report(), b"text")
    assert only(book).report == report()
    assert (only(book).student, only(book).score) == ("ada", 2.0)
    assert book.source("d1") == b"text"


def test_one_key_and_round_is_recorded_once(book):
    """Whoever is second changes nothing."""
    assert book.record(key(), 0, report(2.0), b"text")
    assert not book.record(key(), 0, report(1.0), b"text")
    assert only(book).score == 2.0


def test_what_is_known_is_told_by_key(book):
    """How often it was graded, and whether that is final."""
    book.record(key(), 0, report(0.0, Verdict.INCONCLUSIVE), b"text")
    assert book.known() == {key(): Known(rounds=1, final=False)}
    book.record(key(), 1, report(), b"text")
    assert book.known() == {key(): Known(rounds=2, final=True)}


def test_an_undecided_regrading_does_not_displace_a_decided_one(book):
    """It is in the history only."""
    book.record(key(), 0, report(), b"text")
    book.want([("ada", "echo")])
    book.record(key(), 1, report(0.0, Verdict.INCONCLUSIVE), b"text")
    assert only(book).report.verdict is Verdict.PASSED
    assert not book.cells()["ada", "echo"].wanted
    assert [past.kind for past in book.history("ada", "echo")] == ["graded", "graded"]


def test_a_decided_regrading_takes_the_place_of_the_one_before(book):
    """The newest counts."""
    book.record(key(), 0, report(2.0), b"text")
    book.record(key(), 1, report(1.0, Verdict.FAILED), b"text")
    assert only(book).score == 1.0


def test_a_new_attempt_counts_when_it_is_graded(book):
    """Until then, what was graded last does."""
    book.record(key(), 0, report(2.0), b"text")
    book.take_in([], [attempt("d2")], superseded=[attempt("d1")])
    assert only(book).score == 2.0
    book.record(key("d2"), 0, report(1.0), b"other")
    assert only(book).score == 1.0
    assert book.attempts("ada", "echo") == 2


def test_an_attempt_that_counts_again_gets_its_grading_back(book):
    """Nothing is graded for that."""
    book.record(key(), 0, report(2.0), b"text")
    book.take_in([], [attempt("d2")])
    book.record(key("d2"), 0, report(1.0), b"other")
    book.take_in([], [attempt("d1")])
    book.settle([key()])
    assert only(book).score == 2.0


def test_a_grading_of_what_no_longer_counts_is_history(book):
    """A later file came in while it was graded."""
    book.take_in([], [attempt("d2")])
    book.record(key("d1"), 0, report(), b"text")
    assert book.class_book(COURSE).grades == ()
    assert len(book.history("ada", "echo")) == 1


def test_attempts_are_kept_once(book):
    """The same file seen in ten runs is one attempt, dated or not."""
    at = datetime(2026, 11, 20, tzinfo=UTC)
    for _ in range(10):
        book.take_in([], [attempt()])
        book.take_in([], [attempt(submitted_at=at)])
    assert book.attempts("ada", "echo") == 2


def test_a_refused_file_keeps_its_reason(book):
    """It is an attempt like any other."""
    refusal = Refusal(subject="pool.pdf", cause="this is a PDF", remedy="Hand in the .py file.")
    book.take_in([], [attempt("r", refusal=refusal, late=True)])
    kept = book.cells()["ada", "echo"].attempt
    assert (kept.refusal, kept.late) == (refusal, True)


def test_the_same_bytes_handed_in_later_are_later(book):
    """They are not graded again, but their date counts."""
    book.remember(policy="[late]\npenalty_per_day = 0.5\n[due]\necho = 2026-11-20T12:00:00Z\n")
    at = datetime(2026, 11, 20, 11, tzinfo=UTC)
    book.take_in([], [attempt(submitted_at=at)])
    book.record(key(), 0, report(), b"text")
    assert only(book).score == 2.0
    book.take_in([], [attempt(submitted_at=at.replace(hour=13))])
    book.settle([key()])
    grade = only(book)
    assert (grade.score, grade.report.score, grade.lateness.days) == (1.0, 2.0, 1)


def test_an_override_counts_over_everything_and_survives_a_regrading(book):
    """With its reason and time; taken back, the grading counts again."""
    book.record(key(), 0, report(2.0), b"text")
    book.override("ada", "echo", 7.5, "shown in class")
    book.record(key(), 1, report(1.0), b"text")
    grade = only(book)
    assert (grade.score, grade.override.reason) == (7.5, "shown in class")
    assert grade.override.at.tzinfo is not None
    book.override("ada", "echo", None, "a mistake")
    assert (only(book).score, only(book).override) == (1.0, None)
    assert [p.text for p in book.history("ada", "echo") if p.kind == "override"] == [
        "7.5: shown in class",
        "taken back: a mistake",
    ]


def test_an_override_of_nothing_handed_in_says_so(book):
    """A score for what was shown in person."""
    book.override("bob", "echo", 8, "on paper")
    grade = only(book)
    assert (grade.student, grade.score) == ("bob", 8)
    assert grade.report.verdict is Verdict.NOT_RUN
    assert grade.report.problem == "Nothing was handed in."


@pytest.mark.parametrize("score", [float("nan"), float("inf"), -1.0])
def test_an_impossible_score_is_refused(book, score):
    """Nothing is written."""
    with pytest.raises(UsageError, match="not below 0"):
        book.override("ada", "echo", score, "because")
    assert book.history("ada", "echo") == ()


def test_an_override_needs_a_reason(book):
    """Blanks are none."""
    with pytest.raises(UsageError, match="reason"):
        book.override("ada", "echo", 1, "  ")


def test_the_latest_comment_counts_and_an_empty_one_takes_it_back(book):
    """Comments survive a regrading too."""
    book.record(key(), 0, report(), b"text")
    book.comment("ada", "echo", "good")
    book.comment("ada", "echo", "very good")
    book.record(key(grader="g2"), 0, report(), b"text")
    assert only(book).comment == "very good"
    book.comment("ada", "echo", "")
    assert only(book).comment == ""


def test_what_is_no_more_known_about_a_student_stays(book):
    """A later layout that gives less takes nothing away."""
    book.take_in([Student(key="ada", email="ada@x.org")], [])
    assert book.student("ada") == Student(key="ada", name="Ada", id="17", email="ada@x.org")


def test_a_column_of_an_exercise_that_nobody_handed_in_is_there_when_asked_for(book):
    """And those of other exercises of the course are not."""
    assert [c.exercise for c in book.class_book(COURSE).columns] == ["echo"]


def test_an_exercise_that_the_course_has_no_more_keeps_its_column(book):
    """Its title and checks come from the reports."""
    old = Attempt(student="ada", exercise="old", digest="d", name="old.py", origin="old.py")
    book.take_in([], [old])
    made = msgspec.structs.replace(report(), exercise="old", title="Old times")
    gone = Key(student="ada", exercise="old", submission="d", checks="c", grader="g")
    book.record(gone, 0, made, b"")
    assert [c.title for c in book.class_book(COURSE).columns][-1] == "Old times"


def test_similarities_are_those_of_the_last_run(book):
    """Each run replaces them, by exercise."""
    pair = Similarity(exercise="echo", first="ada", second="bob", share=0.9, lines=((1, 2, 3, 4),))
    book.set_similarities("echo", [pair])
    book.set_similarities("echo", [pair])
    assert book.class_book(COURSE).similarities == (pair,)
    book.set_similarities("echo", [])
    assert book.class_book(COURSE).similarities == ()


def test_readers_do_not_wait_for_a_writer(book, path):
    """Another connection reads what was there while a transaction is open."""
    book.record(key(), 0, report(), b"text")
    with Gradebook.open(path) as reader, book._transaction():
        assert len(reader.class_book(COURSE).grades) == 1


def test_two_writers_wait_for_each_other(book, path):
    """Nothing is lost when two commands write at once."""

    def write(name: str) -> None:
        with Gradebook.open(path) as own:
            for number in range(20):
                own.comment("ada", "echo", f"{name} {number}")

    threads = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(book.history("ada", "echo")) == 40

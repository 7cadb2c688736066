"""Moodle's worksheet: grade and feedback together, no other byte changed, in any language."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import Any

import pytest

from grader.classbook import ClassBook
from grader.errors import UsageError
from grader.exporters import moodle
from grader.exporters.fill import Filled, Why
from grader.model import Verdict
from tests import samples
from tests.exporters import classes
from tests.exporters.classes import ADA, BOB, EVE, LI, LOCK, POOL, ZOE

ENGLISH = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade",'
    '"Grade can be changed","Last modified (submission)","Online text",'
    '"Last modified (grade)","Feedback comments"\n'
    'Participant 1001,"Ada Lovelace",ada@example.org,"Submitted for grading - ",,10.00,Yes,'
    '"Monday, 5 October 2026, 2:30 PM","=1+1",-,\n'
    'Participant 1002,李娜,lina@example.org,"No submission",4.00,10.00,Yes,-,,-,\n'
    'Participant 1003,"Eve ""X""",eve@example.org,x,,10.00,No,-,,-,\n'
    'Participant 1004,"Bob O\'Hara",bob@example.org,x,,10.00,Yes,-,,-,"<p>old</p>"\n'
)
GERMAN = (
    "ID;Vollständiger Name;E-Mail-Adresse;Status;Bewertung;Bestwertung;"
    "Workflow;Bewertung kann geändert werden;Zuletzt geändert (Abgabe);"
    "Zuletzt geändert (Bewertung);Feedback als Kommentar\r\n"
    "Teilnehmer/in1001;Ada Lovelace;ada@example.org;x;;100,00;Nicht bewertet;Ja;-;-;\r\n"
    "Teilnehmer/in1004;Bob O'Hara;bob@example.org;x;10,00;100,00;Nicht bewertet;Nein;-;-;\r\n"
)


def everybody() -> ClassBook:
    """One of each kind."""
    return classes.book(
        classes.late(ADA, 7.25),
        classes.undecided(LI),
        classes.graded(EVE, 9.0),
        classes.graded(BOB, 10.0, comment="Well <done>"),
    )


def fill(text: str = ENGLISH, book: ClassBook | None = None, **options: Any) -> Filled:
    """Fill in a worksheet."""
    columns = options.pop("columns", (LOCK,))
    return moodle.fill(text.encode(), "w.csv", book or everybody(), columns, **options)


def as_moodle(data: bytes, mark: str = ",", comma: bool = False) -> dict[str, tuple[float, str]]:
    """Read grades and feedback as Moodle's importer does.

    The digits at the end of the identifier name the participant; a grade that is empty, negative,
    or above the maximum is passed over; feedback is taken in any case.
    """
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=mark))
    header, found = rows[0], {}
    grade = next(i for i, name in enumerate(header) if name in ("Grade", "Bewertung"))
    for row in rows[1:]:
        digits = re.search(r"\d+$", row[0])
        assert digits is not None
        number = row[grade].replace(",", ".") if comma else row[grade]
        if number and 0 <= float(number) <= float(row[grade + 1].replace(",", ".")):
            found[digits.group()] = (float(number), row[-1])
    return found


def test_writes_grade_and_feedback_of_who_has_both() -> None:
    """Read again by Moodle's rules; who is not decided, or locked, keeps what is there."""
    filled = fill()
    read = as_moodle(filled.data)
    assert {who: grade for who, (grade, _) in read.items()} == {
        "1001": 7.25,
        "1002": 4.0,
        "1004": 10.0,
    }
    assert read["1002"][1] == ""
    assert "Late: 2 days late" in read["1001"][1]


def test_changes_no_other_byte() -> None:
    """Every other cell keeps its text, its quotes and its place."""
    filled = fill()
    before, after = ENGLISH.split("\n"), filled.data.decode().split("\n")
    assert before[0] == after[0]
    assert before[2:4] == after[2:4]  # not decided; can't be changed
    start, end = before[1].split(",,10.00,", 1)
    assert after[1].startswith(f"{start},7.25,10.00,{end}")
    assert after[4].startswith(before[4].replace(",,10.00", ",10.00,10.00").partition('"<p>')[0])


def test_says_who_was_left_out_and_why() -> None:
    """Not decided, locked, and nobody of that name."""
    left = {(each.who.split(" ")[0], each.why, each.detail) for each in fill().left}
    assert ("李娜", Why.UNDECIDED, "lock") in left
    assert ("Zoë", Why.NOT_FOUND, "nobody in the file has that number, login or name") in left


def test_does_not_touch_a_grade_that_can_not_be_changed() -> None:
    """Moodle would pass over it in silence; we say it."""
    book = classes.book(classes.graded(BOB, 5.0))
    filled = fill(GERMAN, book)
    assert filled.data == GERMAN.encode()
    assert ("the grade can't be changed in Moodle") in {each.detail for each in filled.left}


def test_feedback_is_html_with_everything_escaped() -> None:
    """What a student printed or named is text in it; and it is one line."""
    report = samples.hostile()
    book = classes.book(classes.graded(ADA, 1.0, report=report))
    feedback = as_moodle(fill(book=book).data)["1001"][1]
    assert "<script" not in feedback
    assert set(re.findall(r"<[^>]*>", feedback)) == {"<p>", "</p>", "<br>"}
    assert "<script>alert(1)</script>" in html.unescape(feedback)
    assert "\x1b" not in feedback
    assert "\n" not in feedback


def test_feedback_holds_nothing_of_hidden_checks() -> None:
    """Input, observation and expectation of a hidden check never leave."""
    check = samples.check(
        "a", Verdict.FAILED, observed="SECRET", expected="SECRET", stdout="SECRET", feedback="no"
    )
    report = samples.report(check)
    filled = fill(book=classes.book(classes.graded(ADA, 0.0, report=report)))
    assert b"SECRET" not in filled.data
    assert b"(failed)<br>no" in filled.data


def test_fills_in_a_worksheet_of_another_language() -> None:
    """Columns are found by what is in them; decimal commas stay; the grade is multiplied."""
    filled = fill(GERMAN)
    read = as_moodle(filled.data, ";", comma=True)
    assert read["1001"][0] == 72.5
    assert ";72,50;100,00;Nicht bewertet;Ja;" in filled.data.decode()
    assert "72,50 of 100,00" in read["1001"][1]
    assert any("multiplied by 10" in note for note in filled.notes)


def test_speaks_the_students_language() -> None:
    """What we say is in Chinese; titles come from the exercise."""
    feedback = as_moodle(fill(lang="zh").data)["1001"][1]
    assert "满分 10 分" in feedback
    assert "迟交" in feedback


def test_a_second_run_changes_nothing() -> None:
    """What the file says already is not written again."""
    once = fill()
    again = moodle.fill(once.data, "w.csv", everybody(), (LOCK,))
    assert again.data == once.data
    assert (again.written, again.same) == (0, once.written)


def test_writes_no_letter_that_the_file_can_not_hold() -> None:
    """In a file that is no UTF-8, other letters are HTML entities."""
    data = GERMAN.encode("cp1252")
    book = classes.book(classes.graded(ADA, 3.0, comment="你好"))
    filled = moodle.fill(data, "w.csv", book, (LOCK,))
    assert filled.data.startswith(data[:40])
    assert b"&#20320;&#22909;" in filled.data
    filled.data.decode("cp1252")


def test_asks_for_a_feedback_column_that_is_not_known() -> None:
    """It is named, or declined; then grades only are written, and that is said."""
    strange = GERMAN.replace("Feedback als Kommentar", "Palaute")
    with pytest.raises(UsageError, match="--feedback HEADER"):
        fill(strange)
    assert as_moodle(fill(strange, feedback_column="Palaute").data, ";", True)["1001"][1]
    bare = fill(strange, feedback_column="")
    assert as_moodle(bare.data, ";", True)["1001"] == (72.5, "")
    assert any("grades only" in note for note in bare.notes)


def test_asks_for_the_word_for_yes_that_is_not_known() -> None:
    """Nothing is written until it is named."""
    strange = GERMAN.replace(";Ja;", ";Hija;")
    filled = fill(strange)
    assert filled.written == 0
    assert any("'Hija'" in each.detail for each in filled.left)
    assert fill(strange, changeable="hija").written == 2


def test_refuses_what_is_not_a_worksheet() -> None:
    """A gradebook, or an assignment graded by a scale."""
    with pytest.raises(UsageError, match="Download grading worksheet"):
        fill("Student,ID,Section,x,y\nAda,z,1,2,3\n")
    with pytest.raises(UsageError, match="can't be told"):
        fill(ENGLISH.replace(",10.00,", ",Good,"))


def test_adds_up_the_exercises_of_one_assignment() -> None:
    """Each has its paragraph, and what was not handed in is said."""
    book = classes.book(
        classes.graded(ADA, 8.0),
        classes.graded(ADA, 4.0, exercise="pool"),
        classes.graded(BOB, 7.0),
        columns=(LOCK, POOL),
    )
    read = as_moodle(fill(book=book, columns=(LOCK, POOL)).data)
    assert read["1001"][0] == 8.57  # 12 of 14, of 10
    assert "A pool of workers: Not handed in." in read["1004"][1]


def test_says_when_somebody_has_more_than_the_maximum() -> None:
    """Moodle would pass over the grade; the maximum is written."""
    filled = fill(book=classes.book(classes.given(ADA, 12.0)))
    assert as_moodle(filled.data)["1001"][0] == 10.0
    assert "Ada Lovelace (1001) has more than the maximum, which is written" in filled.notes


def test_a_blind_worksheet_has_only_numbers() -> None:
    """The participant's number is enough."""
    blind = (
        "Identifier,Status,Grade,Maximum Grade,Grade can be changed,Last modified (grade),"
        "Feedback comments\nParticipant 1001,x,,10.00,Yes,-,\n"
    )
    assert as_moodle(fill(blind).data)["1001"][0] == 7.25
    assert ZOE.id == "1005"  # and nobody else was found by chance

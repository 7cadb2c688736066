"""Students are found in a file, or said to be missing; never guessed."""

from __future__ import annotations

from grader.classbook import Student
from grader.exporters.matching import Line, match

ADA = Student(key="k1", id="7", name="Ada Lovelace", login="ada", email="Ada@Example.org")


def only(student: Student, *lines: Line) -> int | str:
    """The student's row, or why there is none."""
    found = match([student], lines)
    return found.rows[student.key] if found.rows else found.left[0][1]


def test_finds_by_number_then_login_then_mail() -> None:
    """The first identifier that both sides have decides; case and blanks do not matter."""
    assert only(ADA, Line(row=3, id=" 7 ")) == 3
    assert only(ADA, Line(row=3, id="8"), Line(row=4, login="ADA")) == 4
    assert only(ADA, Line(row=3, login="x"), Line(row=5, email="ada@example.ORG")) == 5
    assert only(Student(key="ada"), Line(row=6, login="ada")) == 6


def test_finds_by_a_name_that_is_unique() -> None:
    """In either order, also as a Canvas download squeezes it, also decomposed."""
    for name in ("Ada Lovelace", "Lovelace, Ada", "ADA  LOVELACE"):
        assert only(Student(key="x", name="Ada Lovelace"), Line(row=2, name=name)) == 2
    assert only(Student(key="lovelaceada"), Line(row=2, name="Lovelace, Ada")) == 2
    assert only(Student(key="x", name="Zoe\u0308"), Line(row=2, name="Zoë")) == 2
    assert only(Student(key="x", name="李娜"), Line(row=2, name="李娜")) == 2


def test_does_not_choose_between_two_of_a_name() -> None:
    """Both lines stay as they are."""
    twins = (Line(row=2, name="Li, Na"), Line(row=3, name="Na Li"))
    assert "2 people of that name" in str(only(Student(key="x", name="Na Li"), *twins))


def test_does_not_believe_a_number_against_a_name() -> None:
    """Numbers of two systems can be equal by chance."""
    lines = (Line(row=2, id="7", name="Eve Hacker"), Line(row=3, id="9", name="Ada Lovelace"))
    assert only(ADA, *lines) == "number and name lead to different lines of the file"


def test_does_not_believe_a_number_against_a_mail_address() -> None:
    """Identifiers that lead to different lines are reported."""
    lines = (Line(row=2, id="7"), Line(row=3, email="ada@example.org"))
    assert "number and e-mail address lead to different lines" in str(only(ADA, *lines))


def test_a_name_that_is_spelt_otherwise_does_no_harm() -> None:
    """Bob is Robert, when the number says so and nobody else is called Bob."""
    assert only(Student(key="x", id="7", name="Bob"), Line(row=2, id="7", name="Robert")) == 2


def test_gives_one_line_to_one_student_only() -> None:
    """Two students of the class who would share a line both get none."""
    pair = [Student(key="a", id="7"), Student(key="b", login="ada")]
    found = match(pair, [Line(row=2, id="7", login="ada")])
    assert found.rows == {}
    assert [(s.key, why) for s, why in found.left] == [
        ("a", "the same line of the file is also that of b"),
        ("b", "the same line of the file is also that of a"),
    ]


def test_names_the_lines_of_nobody() -> None:
    """Who is in the file only is reported as well."""
    found = match([ADA], [Line(row=2, id="7"), Line(row=3, name="Nobody Else")])
    assert [line.called for line in found.others] == ["Nobody Else"]


def test_a_line_that_is_doubled_is_not_chosen() -> None:
    """The same number twice in a file."""
    assert "2 lines with that number" in str(only(ADA, Line(row=2, id="7"), Line(row=3, id="7")))

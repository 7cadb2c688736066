"""Each platform's download is recognised, with a reason, and everybody gets what is theirs."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.course import Course
from grader.errors import UsageError
from grader.intake import LOOKS_LIKE, Intake, Layout, take_in
from tests.intake.building import zipped

Lay = Callable[..., Path]

MOODLE = {
    "Ada Lovelace_12_assignsubmission_file_/lock.py": "ada = 1\n",
    "Ada Lovelace_12_assignsubmission_file_/pool.py": "ada = 2\n",
    "Bob B_13_assignsubmission_file/lock.py": "bob = 1\n",
    "Eve_14_assignsubmission_onlinetext/onlinetext.html": "<p>eve = 1</p>",
}
CANVAS = {
    "lovelaceada_101_9001_lock.py": "ada = 1\n",
    "lovelaceada_101_9007_lock-1.py": "ada = 2\n",
    "bobbob_LATE_102_9002_lock.py": "bob = 1\n",
    "eveeve_103_text.html": "<p>eve</p>",
    "maxmax_104_link.html": "<a>max</a>",
}
GRADESCOPE_METADATA = """\
submission_11:
  :submitters:
  - :name: Ada Lovelace
    :sid: '0012'
    :email: ada@example.org
  :created_at: 2026-03-01 22:05:31.123456000 Z
  :score: 0.0
  :history: []
submission_12:
  :submitters:
  - :name: Ada Lovelace
    :sid: '0012'
    :email: ada@example.org
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: &1 2026-03-02 08:00:00.000000000 Z
    zone: !ruby/object:ActiveSupport::TimeZone
      name: Etc/UTC
    time: *1
submission_13:
  :submitters:
  - :name: Bob
    :sid: 77
    :email: bob@example.org
  - :name: Eve
    :sid:
    :email: Eve@Example.org
  :created_at: 2026-03-01 23:00:00 -05:00
submission_14:
  :submitters:
  - :name: Gone
    :sid: '99'
"""
GRADESCOPE = {
    "assignment_5_export/submission_metadata.yml": GRADESCOPE_METADATA,
    "assignment_5_export/submission_11/lock.py": "ada = 1\n",
    "assignment_5_export/submission_12/lock.py": "ada = 2\n",
    "assignment_5_export/submission_13/lock.py": "bob = eve\n",
}
CLASSROOM = {
    "week-1-ada-l/exercises/lock/lock.py": "ada = 1\n",
    "week-1-ada-l/exercises/lock/checks/scenarios.py": "",
    "week-1-ada-l/README.md": "",
    "week-1-ada-l/.git/config": "",
    "week-1-Bob/exercises/lock/lock.py": "bob = 1\n",
    "week-1-Bob/lock.py": "bob = 2\n",
    "week-1-eve/README.md": "",
}
STUDENTS = {
    "Ada/lock.py": "ada = 1\n",
    "Ada/pool.py": "ada = 2\n",
    "bob/week1.zip": zipped({"week1/lock.py": "bob = 1\n"}),
    "eve.zip": zipped({"lock.py": "eve = 1\n"}),
    "max/": "",
}
EXERCISES = {
    "lock/ada.py": "ada = 1\n",
    "lock/bob.py": "bob = 1\n",
    "pool/ada.py": "ada = 2\n",
    "lock/eve/solution.py": "eve = 1\n",
    "lock/max.zip": zipped({"mine.py": "max = 1\n"}),
}


def counting(intake: Intake) -> dict[tuple[str, str], str]:
    """What is graded: the text, by student and exercise."""
    return {(e.student.key, e.exercise): intake.read(e).text.strip() for e in intake.entries}


def kinds(intake: Intake) -> list[str]:
    return sorted(problem.kind for problem in intake.problems)


def test_moodle_folders(lay: Lay, course: Course) -> None:
    """The number tells participants apart, and an online text is said to be no file."""
    intake = take_in(lay(MOODLE), course)
    assert intake.layout is Layout.MOODLE
    assert counting(intake) == {
        ("12", "lock"): "ada = 1",
        ("12", "pool"): "ada = 2",
        ("13", "lock"): "bob = 1",
    }
    assert [s.name for s in intake.students] == ["Ada Lovelace", "Bob B", "Eve"]
    assert intake.students[0].id == "12"
    assert ("14", "lock") in intake.missing
    assert kinds(intake) == ["online-text"]


def test_moodle_flat_blind_and_team(lay: Lay, course: Course) -> None:
    """Flat names, blind marking and teams, also the default team without a number."""
    flat = {
        "Participant_31_assignsubmission_file_lock.py": "one = 1\n",
        "Participant_32_assignsubmission_file_lock.py": "two = 1\n",
        "Participant_32_assignsubmission_onlinetext_onlinetext.html": "",
    }
    intake = take_in(lay(flat, "flat"), course)
    assert counting(intake) == {("31", "lock"): "one = 1", ("32", "lock"): "two = 1"}
    assert [s.name for s in intake.students] == ["Participant 31", "Participant 32"]
    team = {
        "Team_A_7_assignsubmission_file_/lock.py": "team = 1\n",
        "Default group_assignsubmission_file_/lock.py": "rest = 1\n",
    }
    intake = take_in(lay(team, "team"), course)
    assert counting(intake) == {("7", "lock"): "team = 1", ("default group", "lock"): "rest = 1"}
    assert intake.students[0].name == "Team A"


def test_moodle_namesakes_stay_apart(lay: Lay, course: Course) -> None:
    """Two students of one name are two students, and a person is told."""
    files = {
        "Wei Li_1_assignsubmission_file_/lock.py": "one = 1\n",
        "Wei Li_2_assignsubmission_file_/lock.py": "two = 1\n",
        "Ada_3_assignsubmission_file_/lock.py": "three = 1\n",
    }
    intake = take_in(lay(files), course)
    assert counting(intake)[("1", "lock")] == "one = 1"
    assert counting(intake)[("2", "lock")] == "two = 1"
    assert kinds(intake) == ["collision"]


def test_canvas(lay: Lay, course: Course) -> None:
    """The greater attachment id counts, late is late, and texts and links are no files."""
    intake = take_in(lay(CANVAS), course)
    assert intake.layout is Layout.CANVAS
    assert counting(intake) == {("101", "lock"): "ada = 2", ("102", "lock"): "bob = 1"}
    assert [e.late for e in intake.entries] == [False, True]
    assert [e.name for e in intake.superseded] == ["lock.py"]
    assert intake.missing == (("103", "lock"), ("104", "lock"))
    assert kinds(intake) == ["online-text", "online-text"]


def test_canvas_anonymous(lay: Lay, course: Course) -> None:
    """Case tells anonymous ids apart."""
    files = {
        "anon_aB3xY_9_lock.py": "one = 1\n",
        "LATE_anon_Ab3xY_10_lock.py": "two = 1\n",
    }
    intake = take_in(lay(files), course)
    assert counting(intake) == {
        ("anon_Ab3xY", "lock"): "two = 1",
        ("anon_aB3xY", "lock"): "one = 1",
    }
    assert {e.student.id: e.late for e in intake.entries} == {"Ab3xY": True, "aB3xY": False}


def test_gradescope(lay: Lay, course: Course) -> None:
    """Group members share a submission, the latest counts, and Ruby's objects are plain data."""
    intake = take_in(lay(GRADESCOPE), course)
    assert intake.layout is Layout.GRADESCOPE
    assert counting(intake) == {
        ("0012", "lock"): "ada = 2",
        ("77", "lock"): "bob = eve",
        ("eve@example.org", "lock"): "bob = eve",
    }
    ada, bob, _ = intake.entries
    assert ada.submitted_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert bob.submitted_at == datetime(2026, 3, 2, 4, tzinfo=UTC)
    assert ada.student.email == "ada@example.org"
    assert intake.missing == (("99", "lock"),)
    assert [p.cause for p in intake.problems] == [
        "submission_metadata.yml names this folder, but it is not there"
    ]


@pytest.mark.parametrize(
    "metadata",
    [
        b"",
        b"[]",
        b"a: b: c",
        b"\xff\xfe\x00",
        b"!!python/object/apply:os.system ['id']",
        b"{" * 5000,
    ],
)
def test_gradescope_metadata_that_is_none(lay: Lay, course: Course, metadata: bytes) -> None:
    """A damaged export is said to be one; nothing in it is run."""
    files = {"submission_metadata.yml": metadata, "submission_1/lock.py": "x = 1\n"}
    with pytest.raises(UsageError, match="Export the submissions again"):
        take_in(lay(files), course)


def test_classroom(lay: Lay, course: Course) -> None:
    """The exercise's place counts before other files, and the course's own files are not extra."""
    intake = take_in(lay(CLASSROOM), course)
    assert intake.layout is Layout.CLASSROOM
    assert counting(intake) == {("ada-l", "lock"): "ada = 1", ("bob", "lock"): "bob = 1"}
    assert [s.login for s in intake.students] == ["ada-l", "Bob", "eve"]
    assert intake.missing == (("eve", "lock"),)
    assert intake.extra == ()
    assert [e.origin for e in intake.superseded] == ["week-1-Bob/lock.py"]


def test_one_clone_has_no_login(lay: Lay, course: Course) -> None:
    """With one clone, the login is not guessed from a hyphen."""
    intake = take_in(lay({"week-1-ada/exercises/lock/lock.py": "x = 1\n"}), course)
    assert [(s.key, s.login) for s in intake.students] == [("week-1-ada", None)]
    assert kinds(intake) == ["platform"]


def test_a_folder_for_each_student(lay: Lay, course: Course) -> None:
    """Files, an archive in a folder, an archive for a folder, and an empty folder."""
    intake = take_in(lay(STUDENTS), course)
    assert intake.layout is Layout.PLAIN_STUDENTS
    assert counting(intake) == {
        ("ada", "lock"): "ada = 1",
        ("ada", "pool"): "ada = 2",
        ("bob", "lock"): "bob = 1",
        ("eve", "lock"): "eve = 1",
    }
    assert intake.exercises == ("pool", "lock")
    assert [s.name for s in intake.students] == ["Ada", "bob", "eve", "max"]
    assert ("max", "lock") in intake.missing
    assert intake.problems == ()


def test_a_folder_for_each_exercise(lay: Lay, course: Course) -> None:
    """The folder says which exercise, whatever the file is called."""
    intake = take_in(lay(EXERCISES), course)
    assert intake.layout is Layout.PLAIN_EXERCISES
    assert counting(intake) == {
        ("ada", "lock"): "ada = 1",
        ("ada", "pool"): "ada = 2",
        ("bob", "lock"): "bob = 1",
        ("eve", "lock"): "eve = 1",
        ("max", "lock"): "max = 1",
    }


@pytest.mark.parametrize("files", [MOODLE, CANVAS, GRADESCOPE, CLASSROOM, STUDENTS, EXERCISES])
def test_an_archive_is_as_good_as_a_folder(
    lay: Lay, pack: Callable[..., Path], course: Course, files: dict[str, str | bytes]
) -> None:
    """A zip of any layout gives what the folder gives, also through a pickle and after closing."""
    folder = lay(files)
    archived = take_in(pack(folder), course)
    plain = take_in(folder, course)
    assert archived.layout is plain.layout
    assert counting(pickle.loads(pickle.dumps(archived))) == counting(plain)
    assert all(entry.origin.startswith("week1.zip: ") for entry in archived.entries)
    assert [e.digest for e in archived.entries] == [e.digest for e in plain.entries]


@pytest.mark.parametrize("files", [MOODLE, CANVAS, CLASSROOM, STUDENTS, EXERCISES])
def test_a_folder_around_everything_is_taken_off(
    lay: Lay, course: Course, files: dict[str, str | bytes]
) -> None:
    """As unpacking makes one; the reason says so."""
    intake = take_in(lay({f"week 1/{place}": data for place, data in files.items()}), course)
    assert "inside week 1" in intake.why
    assert counting(intake) == counting(take_in(lay(files, "bare"), course))


def test_one_student_in_one_folder_is_a_student(lay: Lay, course: Course) -> None:
    """A class of one is a class."""
    intake = take_in(lay({"ada/lock.py": "x = 1\n"}), course)
    assert [s.key for s in intake.students] == ["ada"]


def test_a_student_or_a_folder_around_one_is_for_a_person_to_say(lay: Lay, course: Course) -> None:
    """``week1/ada/lock.py`` may be either; ``--layout`` decides."""
    root = lay({"week1/ada/lock.py": "x = 1\n"})
    with pytest.raises(UsageError, match=r"may be a student, or may hold the student 'ada'"):
        take_in(root, course)
    said = take_in(root, course, layout=Layout.PLAIN_STUDENTS)
    assert [s.key for s in said.students] == ["week1"]
    assert [s.key for s in take_in(root / "week1", course).students] == ["ada"]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({**STUDENTS, **EXERCISES}, "more than one layout"),
        ({**MOODLE, **CANVAS}, "more than one layout"),
        ({"A_1_assignsubmission_file_/lock.py": "", "b/x": "", "c/x": ""}, "only 1 of the 3"),
        ({"lock/lock.py": "x = 1\n", "pool/pool.py": "x = 1\n"}, "nothing in it looks like"),
        ({"notes.txt": "", "ada/essay.txt": ""}, "nothing in it looks like"),
        ({}, "it is empty"),
    ],
)
def test_what_is_not_certain_is_refused(
    lay: Lay, course: Course, files: dict[str, str | bytes], reason: str
) -> None:
    """Never a silent guess."""
    with pytest.raises(UsageError, match=reason):
        take_in(lay(files), course)


def test_nothing_recognised_says_what_would_be(lay: Lay, course: Course) -> None:
    """The remedy lists each layout as it would have looked."""
    with pytest.raises(UsageError) as caught:
        take_in(lay({"essay.txt": ""}), course)
    assert all(shape in caught.value.remedy for shape in LOOKS_LIKE.values())


def test_a_layout_that_is_said_must_be_there(lay: Lay, course: Course) -> None:
    """``--layout`` overrides the choice, not the facts."""
    with pytest.raises(UsageError, match="does not have the layout canvas"):
        take_in(lay(STUDENTS), course, layout=Layout.CANVAS)


def test_a_download_among_students_is_no_student(lay: Lay, course: Course) -> None:
    """A folder of downloads is not a class with students called week1 and week2."""
    download = zipped(dict(MOODLE.items()))
    with pytest.raises(UsageError, match="a download of its own"):
        take_in(lay({"week1.zip": download}), course)


@pytest.mark.parametrize("name", ["lock.py", "class.rar", "nowhere"])
def test_a_path_that_is_no_class(lay: Lay, course: Course, name: str) -> None:
    """One file, an archive of a kind that is not opened, nothing at all."""
    root = lay({"lock.py": "x = 1\n", "class.rar": b"Rar!"})
    with pytest.raises(UsageError):
        take_in(root / name, course)


def test_an_exercise_that_is_none(lay: Lay, course: Course) -> None:
    """A wrong --exercise is said before anything is read."""
    with pytest.raises(UsageError, match="no such exercise"):
        take_in(lay(STUDENTS), course, exercises=["lokc"])

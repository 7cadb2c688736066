"""From a messy folder to who handed in what: nothing lost, nothing guessed silently."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course import Course
from grader.errors import SubmissionError
from grader.intake import MAX_SIZE, Entry, Intake, listing, take_in
from tests.intake.building import zipped

Lay = Callable[..., Path]


def reason(intake: Intake, entry: Entry) -> str:
    """Why an entry can't be graded."""
    assert intake.refusal(entry) is None or str(intake.refusal(entry))
    with pytest.raises(SubmissionError) as caught:
        intake.read(entry)
    assert "/" not in caught.value.subject
    return caught.value.cause


def kinds(intake: Intake) -> list[str]:
    return sorted(problem.kind for problem in intake.problems)


def test_an_entry_says_what_was_handed_in(lay: Lay, course: Course) -> None:
    """Name, place and digest of the bytes; no time, since a folder's times mean nothing."""
    data = "x = 'ä'\r\n".encode()
    intake = take_in(lay({"Ada/src/lock (2).py": data, "bob/lock.py": "x"}), course)
    entry = intake.entries[0]
    assert (entry.name, entry.origin) == ("lock (2).py", "Ada/src/lock (2).py")
    assert entry.digest == hashlib.sha256(data).hexdigest()
    assert (entry.submitted_at, entry.late) == (None, None)
    submission = intake.read(entry)
    assert (submission.data, submission.text, submission.slug) == (data, "x = 'ä'\n", "lock")


def test_of_copies_the_latest_counts(lay: Lay, course: Course) -> None:
    """By its number, and the file nearest the top before it; the others are listed."""
    files = {f"ada/{name}": name for name in ("lock.py", "lock-1.py", "lock (2).py")}
    files |= {"ada/old/lock-9.py": "old", "bob/lock.py": "x"}
    intake = take_in(lay(files), course)
    assert [e.name for e in intake.entries] == ["lock (2).py", "lock.py"]
    assert [e.name for e in intake.superseded] == ["lock-1.py", "lock.py", "lock-9.py"]
    assert intake.read(intake.superseded[2]).text == "old"
    assert intake.problems == ()


def test_two_files_that_no_rule_tells_apart(lay: Lay, course: Course) -> None:
    """Different ones are the student's verdict; equal ones are one file."""
    files = {
        "ada/a/lock.py": "x = 1\n",
        "ada/b/lock.py": "x = 2\n",
        "bob/a/lock.py": "x = 1\n",
        "bob/b/lock.py": "x = 1\n",
        "eve/lock.py": "x = 3\n",
    }
    intake = take_in(lay(files), course)
    ada, bob, _ = intake.entries
    assert "2 different files" in reason(intake, ada)
    assert intake.extra == ("ada/a/lock.py", "ada/b/lock.py")
    assert intake.read(bob).text == "x = 1\n"
    assert kinds(intake) == ["ambiguous"]


def test_one_student_in_two_spellings(lay: Lay, course: Course) -> None:
    """Put together where they agree; not graded where they do not; always said."""
    files = {
        "Zoë/lock.py": "x = 1\n",
        "Zoe\u0308/pool.py": "x = 2\n",  # the same name, as a Mac writes it
        "ADA/lock.py": "x = 1\n",
        "ada/lock.py": "x = 2\n",
    }
    intake = take_in(lay(files), course)
    assert [(e.student.key, e.exercise) for e in intake.entries] == [
        ("zoë", "pool"),
        ("zoë", "lock"),
    ]
    assert ("ada", "lock") in intake.missing
    assert intake.extra == ("ADA/lock.py", "ada/lock.py")
    assert kinds(intake) == ["collision", "collision", "collision"]


def test_a_name_that_is_no_exercises_is_not_guessed(lay: Lay, course: Course) -> None:
    """Unless only one exercise is graded, and it is the only Python file."""
    files = {
        "ada/solution.py": "x = 1\n",
        "ada/notes.txt": "",
        "bob/one.py": "x = 1\n",
        "bob/two.py": "x = 2\n",
        "eve/pool.py": "x = 1\n",
        "max/lock.py": "x = 1\n",
        "max/helper.py": "x = 1\n",
    }
    root = lay(files)
    every = take_in(root, course)
    assert [(e.student.key, e.exercise) for e in every.entries] == [
        ("eve", "pool"),
        ("max", "lock"),
    ]
    assert kinds(every) == ["unnamed", "unnamed", "unnamed"]
    assert every.extra == (
        "ada/notes.txt",
        "ada/solution.py",
        "bob/one.py",
        "bob/two.py",
        "max/helper.py",
    )
    one = take_in(root, course, exercises=["lock"])
    assert [(e.student.key, e.name) for e in one.entries] == [
        ("ada", "solution.py"),
        ("max", "lock.py"),
    ]
    assert one.missing == (("bob", "lock"), ("eve", "lock"))


@pytest.mark.parametrize("name", ["lock.ipynb", "Lock.py.txt", "lock (1).docx", "lock"])
def test_a_file_of_another_kind_is_said_where_there_is_no_python(
    lay: Lay, course: Course, name: str
) -> None:
    """It may be what was meant; beside a lock.py it is a note of the student's."""
    root = lay(
        {f"ada/{name}": "x", f"bob/{name}": "x", "bob/lock.py": "x = 1\n", "ada/pool.py": "x"}
    )
    intake = take_in(root, course)
    (problem,) = intake.problems
    assert (problem.kind, problem.subject) == ("not-python", "ada: lock")
    assert problem.cause.startswith(f"ada/{name} is no .py file")
    assert ("ada", "lock") in intake.missing


def test_what_is_missing_is_said_for_the_exercises_in_question(lay: Lay, course: Course) -> None:
    """Those asked for, or those that anybody handed in."""
    root = lay({"ada/lock.py": "x", "bob/pool.py": "x", "eve/": ""})
    assert take_in(root, course).missing == (
        ("ada", "pool"),
        ("bob", "lock"),
        ("eve", "pool"),
        ("eve", "lock"),
    )
    asked = take_in(root, course, exercises=["lock", "gather"])
    assert asked.exercises == ("lock", "gather")
    assert len(asked.missing) == 5


def test_no_link_is_followed(lay: Lay, course: Course, tmp_path: Path) -> None:
    """Neither to a file, nor to a folder, nor in an archive's place, nor to a neighbour."""
    secret = tmp_path / "secret.py"
    secret.write_text("password = 1\n")
    root = lay({"ada/lock.py": "x = 1\n", "bob/": "", "eve/": ""})
    (root / "bob/lock.py").symlink_to(secret)
    (root / "bob/all.zip").symlink_to(secret)
    (root / "eve/lock.py").symlink_to(root / "ada/lock.py")
    (root / "max").symlink_to(root / "ada")
    (root / "eve/loop").symlink_to(root)
    intake = take_in(root, course)
    assert [e.student.key for e in intake.entries] == ["ada", "bob", "eve"]
    assert reason(intake, intake.entries[1]) == "it is a symbolic link"
    assert reason(intake, intake.entries[2]) == "it is a symbolic link"
    assert "max" in {problem.subject for problem in intake.problems}
    assert kinds(intake) == ["link", "link", "link", "unreadable", "unreadable"]


def test_a_file_that_becomes_a_link_is_not_followed(lay: Lay, course: Course) -> None:
    """What was a file when it was listed is asked again when it is read."""
    root = lay({"ada/lock.py": "x = 1\n", "bob/lock.py": "x = 2\n"})
    intake = take_in(root, course)
    (root / "ada/lock.py").unlink()
    (root / "ada/lock.py").symlink_to(root / "bob/lock.py")
    assert reason(intake, intake.entries[0]) == "it is a symbolic link, which is not followed"


def test_a_file_that_vanishes_is_that_students_verdict(lay: Lay, course: Course) -> None:
    """The others can still be read."""
    root = lay({"ada/lock.py": "x = 1\n", "bob/lock.py": "x = 2\n"})
    intake = take_in(root, course)
    shutil.rmtree(root / "ada")
    assert reason(intake, intake.entries[0]) == "there is no such file"
    assert intake.read(intake.entries[1]).text == "x = 2\n"


def test_what_is_no_file_is_never_waited_for(lay: Lay, course: Course) -> None:
    """Pipes, sockets, and folders that are called like files."""
    root = lay({"ada/lock.py": "x = 1\n", "bob/": "", "eve/": "", "max/lock.py/": ""})
    os.mkfifo(root / "bob/lock.py")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.fspath(root / "eve/lock.py"))
        intake = take_in(root, course)
    assert [e.student.key for e in intake.entries] == ["ada", "bob", "eve"]
    assert reason(intake, intake.entries[1]) == "it is no regular file"
    assert ("max", "lock") in intake.missing


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "empty"),
        (b"x" * (MAX_SIZE + 1), "1 MiB is the most"),
        ("x = 1\n".encode("utf-16"), "UTF-16"),
        (b"%PDF-1.7", "PDF"),
        (b"x = 1\0\n", "null byte"),
    ],
)
def test_what_can_not_be_graded_is_a_verdict_and_a_problem(
    lay: Lay, course: Course, data: bytes, cause: str
) -> None:
    """The student hears why, and the instructor knows before the class is graded."""
    intake = take_in(lay({"ada/lock.py": data, "bob/lock.py": "x = 1\n"}), course)
    assert cause in reason(intake, intake.entries[0])
    assert kinds(intake) == ["unreadable"]
    assert cause in intake.problems[0].cause


def test_names_that_no_person_has(lay: Lay, course: Course) -> None:
    """New lines, escapes, direction marks, bytes that are no text: students like any other, whose
    names can be stored and shown."""
    odd = [b"new\nline", b"\x1b[2Jclear", "\u202egnp.exe".encode(), b"caf\xe9", b"-rf", b"=1+1"]
    root = lay({})
    for name in odd:
        folder = os.path.join(os.fsencode(root), name)
        os.mkdir(folder)
        with open(os.path.join(folder, b"lock.py"), "wb") as file:
            file.write(b"x = 1\n")
    intake = take_in(root, course)
    assert [s.key for s in intake.students] == [
        "-rf",
        "=1+1",
        "\\u202egnp.exe",
        "\\x1b[2jclear",
        "caf\\xe9",
        "new line",
    ]
    for entry in intake.entries:
        assert intake.read(entry).text == "x = 1\n"
        assert entry.origin.isprintable()
        assert entry.origin.encode()


def test_a_tree_without_end_is_not_walked_to_its_end(lay: Lay, course: Course) -> None:
    """Its owner's files near the top are seen all the same, and a person is told."""
    deep = "/".join(["d"] * 30)
    files = {f"ada/{deep}/lock.py": "x", "bob/lock.py": "x = 1\n"}
    intake = take_in(lay(files), course)
    assert [e.student.key for e in intake.entries] == ["bob"]
    assert [(p.kind, p.subject) for p in intake.problems] == [("too-many", "ada")]


def test_a_full_folder_takes_nothing_from_its_neighbours(
    lay: Lay, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the layout, and with a folder around everything."""
    monkeypatch.setattr(listing, "MOST", (1000, 300, 50))
    many = [f"data/{number}.txt" for number in range(400)]
    students = {f"ada/{place}": "" for place in many} | {"ada/lock.py": "a", "bob/lock.py": "b"}
    exercises = {f"lock/ada/{place}": "" for place in many} | {"lock/bob.py": "b"}
    for number, files in enumerate((students, exercises)):
        bare = take_in(lay(files, f"bare{number}"), course)
        around = take_in(lay({f"week/{p}": d for p, d in files.items()}, f"w{number}"), course)
        assert "bob" in {e.student.key for e in bare.entries}
        assert "bob" in {e.student.key for e in around.entries}
        assert kinds(bare) == kinds(around) == ["too-many"]


def test_what_every_machine_makes_is_not_mentioned(lay: Lay, course: Course) -> None:
    """Neither as extra nor as a student."""
    junk = ("__MACOSX/._ada", ".DS_Store", "ada/.DS_Store", "ada/__pycache__/lock.pyc", ".git/HEAD")
    intake = take_in(lay({"ada/lock.py": "x", **dict.fromkeys(junk, "")}), course)
    assert [s.key for s in intake.students] == ["ada"]
    assert (intake.extra, intake.problems) == ((), ())


def test_a_file_beside_the_students_folders_is_said_to_be_nobodys(lay: Lay, course: Course) -> None:
    """It may be a student's whole submission."""
    intake = take_in(lay({"ada/lock.py": "x", "bob/lock.py": "y", "lock.py": "z"}), course)
    assert intake.extra == ("lock.py",)
    assert kinds(intake) == ["nobody"]


def test_the_same_folder_gives_the_same_intake(lay: Lay, course: Course) -> None:
    """In an order that nothing on the disk decides."""
    files = {f"s{n}/{ex}.py": f"x = {n}\n" for n in range(20) for ex in ("lock", "pool")}
    first = take_in(lay(files), course)
    second = take_in(lay(dict(reversed(files.items())), "class"), course)
    assert first.entries == second.entries
    assert [e.student.key for e in first.entries] == sorted(e.student.key for e in first.entries)


def test_an_archive_may_hold_several_exercises(lay: Lay, course: Course) -> None:
    """And whole repositories: the file nearest the top is the one."""
    held = {
        "repo/exercises/lock/lock.py": "x = 1\n",
        "repo/exercises/pool/pool.py": "x = 2\n",
        "repo/README.md": "",
        "repo/.git/HEAD": "",
    }
    intake = take_in(lay({"ada/all.zip": zipped(held), "bob/lock.py": "y"}), course)
    ada = [e for e in intake.entries if e.student.key == "ada"]
    assert [e.exercise for e in ada] == ["pool", "lock"]
    assert ada[1].origin == "ada/all.zip/repo/exercises/lock/lock.py"

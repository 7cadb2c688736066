"""What must be graded, and what is known."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from grader.batch import digests
from grader.batch.documents import place, safe_name
from grader.batch.plan import plan_again
from grader.model import IsolationLevel, Verdict
from tests import samples

ROOT = Path(__file__).parents[2]


def students(plan) -> list[str]:
    return [task.key.student for task in plan.tasks]


def graded(book, plan, verdict=Verdict.PASSED) -> None:
    """Record all that `plan` asks for."""
    for task in plan.tasks:
        report = samples.report(samples.check(verdict=verdict))
        found, _ = task.read()
        book.record(
            task.key,
            task.round,
            msgspec.structs.replace(report, exercise="echo"),
            getattr(found, "data", None),
        )


def test_all_is_to_be_graded_at_first_and_nothing_the_second_time(room):
    """In the order of the students' keys."""
    for name in ("cy", "ada", "bob"):
        room.hand_in(name)
    with room.open() as book:
        plan = room.plan(book)
        assert students(plan) == ["ada", "bob", "cy"]
        graded(book, plan)
        plan = room.plan(book)
        assert (plan.tasks, len(plan.settled)) == ((), 3)


def test_one_changed_file_is_one_grading(room):
    """The others are known."""
    for name in ("ada", "bob"):
        room.hand_in(name)
    with room.open() as book:
        graded(book, room.plan(book))
        room.hand_in("bob", "x = 1\n")
        assert students(room.plan(book)) == ["bob"]


def test_a_changed_check_is_a_grading_of_everybody(room):
    """The exercise's digest is part of the key."""
    for name in ("ada", "bob"):
        room.hand_in(name)
    with room.open() as book:
        graded(book, room.plan(book))
        scenarios = room.root / "exercises/echo/checks/scenarios.py"
        scenarios.write_text(scenarios.read_text() + "\n# mended\n")
        assert students(room.plan(book)) == ["ada", "bob"]


def test_a_changed_grader_is_a_grading_of_everybody(room, monkeypatch):
    """Its digest is part of the key too."""
    room.hand_in("ada")
    with room.open() as book:
        graded(book, room.plan(book))
        monkeypatch.setattr("grader.batch.plan.grader_digest", lambda: "another")
        assert students(room.plan(book)) == ["ada"]


def test_what_was_not_decided_is_tried_again(room):
    """An inconclusive grading is not final; the plan says how many there are."""
    room.hand_in("ada")
    with room.open() as book:
        graded(book, room.plan(book), Verdict.INCONCLUSIVE)
        plan = room.plan(book)
        assert (students(plan), plan.again, plan.tasks[0].round) == (["ada"], 1, 1)


def test_a_file_that_can_not_be_graded_is_graded_once(room):
    """Until another is handed in, its reason stays the same."""
    (room.submissions / "ada").mkdir()
    (room.submissions / "ada/echo.py").write_bytes(b"\xff\xfe\x00")
    room.hand_in("bob")
    with room.open() as book:
        plan = room.plan(book)
        assert students(plan) == ["ada", "bob"]
        graded(book, plan)
        assert room.plan(book).tasks == ()


def test_the_same_text_of_two_students_is_two_gradings(room):
    """Each has a row of their own."""
    for name in ("ada", "bob"):
        room.hand_in(name, "x = 1\n")
    with room.open() as book:
        one, two = room.plan(book).tasks
    assert one.key.submission == two.key.submission
    assert one.key != two.key


def test_a_regrading_needs_nothing_but_the_book(room):
    """It reads the submission that it kept, whatever became of the file."""
    path = room.hand_in("ada")
    text = path.read_text()
    with room.open() as book:
        graded(book, room.plan(book))
        path.unlink()
        plan, absent = plan_again(book.cells(), room.course, book)
        found, digest = plan.tasks[0].read()
        assert (found.text, found.name, digest) == (text, "echo.py", plan.tasks[0].key.submission)
        assert (plan.tasks[0].round, absent) == (1, [])


def test_what_the_book_never_held_can_not_be_graded_from_it(room):
    """Such cells are named."""
    room.hand_in("ada")
    with room.open() as book:
        room.plan(book)
        plan, absent = plan_again(book.cells(), room.course, book)
        assert (plan.tasks, absent) == ((), [("ada", "echo")])


def test_a_wish_for_a_regrading_outlives_the_run(room):
    """The next plan fulfils it, though all is known."""
    room.hand_in("ada")
    with room.open() as book:
        graded(book, room.plan(book))
        book.want([("ada", "echo")])
        plan = room.plan(book)
        assert students(plan) == ["ada"]
        graded(book, plan)
        assert room.plan(book).tasks == ()


def test_seeds_differ_by_what_is_graded_and_by_round_and_by_nothing_else():
    """So a run that was killed and resumed draws what an undisturbed one draws."""
    assert digests.seed_of("a", "b", 0) == digests.seed_of("a", "b", 0)
    drawn = {digests.seed_of(*of) for of in [("a", "b", 0), ("b", "a", 0), ("a", "b", 1)]}
    assert len(drawn) == 3
    assert all(0 <= seed < 2**32 for seed in drawn)


def test_the_graders_digest_is_the_same_in_every_process():
    """Workers compare it with their own."""
    program = "from grader.batch.digests import grader_digest; print(grader_digest())"
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == digests.grader_digest()


def test_the_graders_digest_is_that_of_what_decides(tmp_path, monkeypatch):
    """Source of the judge counts; style sheets, commands and exports do not."""
    package = tmp_path / "grader"
    for name in ("grading/pipeline.py", "reports/report.css", "commands/check.py", "model.py"):
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("one")
    (package / "__init__.py").write_text("")
    monkeypatch.setattr(digests.grader, "__file__", str(package / "__init__.py"))
    before = digests.grader_digest.__wrapped__()
    for name, counts in [
        ("reports/report.css", False),
        ("commands/check.py", False),
        ("grading/pipeline.py", True),
        ("model.py", True),
        ("newroom/x.py", True),
    ]:
        (package / name).parent.mkdir(exist_ok=True)
        (package / name).write_text("two")
        after = digests.grader_digest.__wrapped__()
        assert (after != before) is counts, name
        before = after


@pytest.mark.parametrize(
    "identity",
    ["../../etc/passwd", "a/b", "CON", ".", "..", "", "x" * 999, "\x00", "~root", "-rf", "a\nb",
     "\ud800", "Zoë Müller", "李雷", "%2e%2e", "C:\\x"],
)  # fmt: skip
def test_no_identity_becomes_a_path(identity):
    """A folder's name is plain, short, and never empty."""
    name = safe_name(identity)
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert 12 <= len(name) <= 53
    assert place(identity, "echo", "student").parts == ("reports", name, "echo.html")


def test_students_whose_names_look_alike_have_folders_of_their_own():
    """By case, accents or marks."""
    names = ["ada", "Ada", "ádá", "ada ", "a-da"]
    assert len({safe_name(name) for name in names}) == len(names)
    assert safe_name("Ada Lovelace").startswith("ada-lovelace-")


def test_the_editions_of_a_report_are_never_confused():
    """What students may not see has another name."""
    assert place("ada", "echo", "instructor").name == "echo.instructor.html"
    assert IsolationLevel.FULL.rung == 1

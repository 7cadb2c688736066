"""A class of the fixture course, a book for it, and a workforce that is this very process."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest

from grader.batch.digests import grader_digest
from grader.batch.interrupts import Interrupts
from grader.batch.plan import Plan, plan_class, take_into
from grader.batch.results import BOOK, Results
from grader.batch.run import Batch, Summary, Terms, Workforce
from grader.course import Course, load_course
from grader.gradebook import Gradebook
from grader.intake import take_in

FAKE = "tests.grading.fake_keeper:Keeper"
COURSE = Path(__file__).parents[1] / "grading/course"
SOLUTIONS = COURSE / "solutions/echo"


class Here:
    """A workforce of none: calls are answered when they are made."""

    capacity = 1

    def __init__(self) -> None:
        self.calls: list[bytes] = []
        self.ended = ""

    def submit(self, fn: Callable[[bytes], bytes], /, argument: bytes) -> Future[bytes]:
        self.calls.append(argument)
        future: Future[bytes] = Future()
        try:
            future.set_result(self.answer(fn, argument))
        except Exception as error:
            future.set_exception(error)
        return future

    def answer(self, fn: Callable[[bytes], bytes], argument: bytes) -> bytes:
        return fn(argument)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.ended = "shut down"

    def kill(self) -> None:
        self.ended = "killed"


class Room:
    """A course, a folder of submissions, a folder of results."""

    def __init__(self, root: Path) -> None:
        if not (root / "course").exists():
            shutil.copytree(COURSE, root / "course")
        self.root = root / "course"
        self.submissions = root / "submissions"
        self.out = root / "out"
        self.submissions.mkdir(exist_ok=True)
        self.told: list[str] = []

    @property
    def course(self) -> Course:
        return load_course(self.root)

    def hand_in(self, student: str, text: str | None = None, *, solution: str = "echo.py") -> Path:
        """Put a file where `student` hands in: `text`, or one of the solutions."""
        path = self.submissions / student / "echo.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text((SOLUTIONS / solution).read_text() if text is None else text)
        return path

    def open(self) -> Gradebook:
        return Gradebook.open(self.out / BOOK, create=True)

    def plan(self, book: Gradebook) -> Plan:
        intake = take_in(self.submissions, self.course)
        plan = plan_class(intake, take_into(book, intake), self.course, book)
        book.settle(plan.settled)
        return plan

    def run(
        self, workforce: Workforce | None = None, interrupts: Interrupts | None = None
    ) -> Summary:
        """Grade what is to be graded."""
        with self.open() as book:
            plan = self.plan(book)
            results = Results(self.out, book, ("student",), self.course)
            terms = Terms(grader=grader_digest(), keeper=FAKE)
            batch = Batch(
                self.course, results, terms, lambda done: self.told.append(done.task.key.student)
            )
            return batch.run(
                plan.tasks, workforce or Here(), interrupts or Interrupts(lambda: None)
            )

    def verdicts(self) -> dict[str, str]:
        """What counts, by student."""
        with self.open() as book:
            return {g.student: g.report.verdict.value for g in book.class_book(self.course).grades}


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """An empty class."""
    return Room(tmp_path)

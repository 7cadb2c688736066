"""What must be graded: whatever the book does not know yet, under the key that it would have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

import msgspec

from grader.batch.digests import grader_digest, submission_digest
from grader.course import Course
from grader.errors import SubmissionError
from grader.gradebook import Attempt, Cell, Gradebook, Key, Known, Refusal
from grader.intake import Entry, Intake, Submission
from grader.intake.single import as_submission

Readable = Submission | Refusal
Reader = Callable[[], tuple[Readable, str]]
"""Reads a submission, or why it can't be graded, with the digest that stands for it."""


class Task(msgspec.Struct, frozen=True):
    """One grading to be made."""

    key: Key
    round: int
    """How many gradings of this key there are already."""
    shown: str
    """The student, for the report: the name, or the key where there is none."""
    read: Reader
    """For when its turn comes."""


class Plan(msgspec.Struct, frozen=True):
    """What is to be done, in order, and what is not."""

    tasks: tuple[Task, ...]
    settled: tuple[Key, ...]
    """Graded before, under the same key."""
    cells: tuple[tuple[str, str], ...]
    """All that this is about, by student's key and exercise."""
    again: int = 0
    """Of the tasks, those that were tried before and not decided."""


def read_entry(intake: Intake, entry: Entry) -> Readable:
    """What was handed in, or why it can't be graded."""
    try:
        return intake.read(entry)
    except SubmissionError as error:
        # The file's name only: no path of this machine gets into the book.
        return Refusal(subject=entry.name, cause=error.cause, remedy=error.remedy)


def attempt_of(entry: Entry, found: Readable) -> Attempt:
    """The entry as the book keeps it."""
    return Attempt(
        student=entry.student.key,
        exercise=entry.exercise,
        digest=submission_digest(found, entry.digest),
        name=entry.name,
        origin=entry.origin,
        submitted_at=_aware(entry.submitted_at),
        late=entry.late,
        refusal=found if isinstance(found, Refusal) else None,
    )


def take_into(book: Gradebook, intake: Intake) -> list[Attempt]:
    """Note in the book all that was handed in; the attempts that count."""
    counting = [attempt_of(entry, read_entry(intake, entry)) for entry in intake.entries]
    superseded = [attempt_of(entry, read_entry(intake, entry)) for entry in intake.superseded]
    book.take_in(intake.students, counting, superseded, intake.exercises)
    return counting


def plan_class(intake: Intake, attempts: list[Attempt], course: Course, book: Gradebook) -> Plan:
    """What must be graded of what was taken in.

    Args:
        intake: where the submissions are read from.
        attempts: of its entries, in their order.
        course: the exercises.
        book: what is known.
    """

    def reader(entry: Entry) -> Reader:
        def read() -> tuple[Readable, str]:
            found = read_entry(intake, entry)
            return found, submission_digest(found, entry.digest)

        return read

    readers = {
        (entry.student.key, entry.exercise): (
            entry.student.name or entry.student.key,
            reader(entry),
        )
        for entry in intake.entries
    }
    cells = book.cells()
    wanted = {cell for cell, state in cells.items() if state.wanted}
    return _plan(attempts, readers, course, book.known(), wanted)


def plan_again(
    cells: Mapping[tuple[str, str], Cell], course: Course, book: Gradebook
) -> tuple[Plan, list[tuple[str, str]]]:
    """Grade these cells again from what the book keeps, whatever is known of them.

    Returns:
        The plan, and the cells whose file the book does not hold: it could not be read when it
        was handed in, or was never graded.
    """
    names = {student.key: student.name or student.key for student in book.students()}
    held = {
        cell: state
        for cell, state in cells.items()
        if cell[1] in course.exercises and book.source(state.attempt.digest) is not None
    }

    def reader(attempt: Attempt) -> Reader:
        return lambda: (_kept(book, attempt), attempt.digest)

    readers = {cell: (names[cell[0]], reader(state.attempt)) for cell, state in held.items()}
    attempts = [state.attempt for state in held.values()]
    plan = _plan(attempts, readers, course, book.known(), set(held))
    return plan, [cell for cell in cells if cell not in held]


def _plan(
    attempts: Iterable[Attempt],
    readers: Mapping[tuple[str, str], tuple[str, Reader]],
    course: Course,
    known: Mapping[Key, Known],
    wanted: set[tuple[str, str]],
) -> Plan:
    """Exercise by exercise, in the course's order, and by student's key in each."""
    grader = grader_digest()
    checks: dict[str, str] = {}
    order = {slug: place for place, slug in enumerate(course.exercises)}
    tasks: list[Task] = []
    settled: list[Key] = []
    cells: list[tuple[str, str]] = []
    again = 0
    for attempt in sorted(attempts, key=lambda one: (order[one.exercise], one.student)):
        slug = attempt.exercise
        if slug not in checks:
            checks[slug] = course.exercises[slug].digest()
        key = Key(
            student=attempt.student,
            exercise=slug,
            submission=attempt.digest,
            checks=checks[slug],
            grader=grader,
        )
        cell = (attempt.student, slug)
        cells.append(cell)
        before = known.get(key)
        if before is not None and before.final and cell not in wanted:
            settled.append(key)
            continue
        again += before is not None and not before.final
        shown, read = readers[cell]
        tasks.append(Task(key, before.rounds if before else 0, shown, read))
    return Plan(tuple(tasks), tuple(settled), tuple(cells), again)


def parse_kept(data: bytes, name: str, slug: str) -> Readable:
    """A submission as the book keeps it.

    Args:
        data: its bytes.
        name: its own name.
        slug: of the exercise.
    """
    try:
        return as_submission(data, name, name, slug)
    except SubmissionError as error:
        return Refusal(subject=name, cause=error.cause, remedy=error.remedy)


def _kept(book: Gradebook, attempt: Attempt) -> Readable:
    return parse_kept(book.source(attempt.digest) or b"", attempt.name, attempt.exercise)


def _aware(time: datetime | None) -> datetime | None:
    """A time that came without a zone is taken for UTC."""
    return time.replace(tzinfo=UTC) if time is not None and time.tzinfo is None else time

"""Take in a whole class: from a path to who handed in what.

:func:`take_in` lists the path, finds its layout, opens what students handed in, and chooses. It
decides nothing silently: what is not understood is a problem, or an extra file, or an error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import msgspec

from grader.classbook import Student
from grader.course import Course
from grader.errors import SubmissionError
from grader.intake import names
from grader.intake.choosing import choose, entry_for
from grader.intake.handins import Candidate, HandIns, Misnamed, open_hand_ins
from grader.intake.layouts import Claims, Context, detect
from grader.intake.listing import Listing, list_path
from grader.intake.records import Entry, Layout, Problem
from grader.intake.single import Submission, as_submission
from grader.intake.sources import Reader


class Intake:
    """A class's submissions, as they were handed in. Can be pickled."""

    layout: Layout
    why: str
    """Why it is that layout, for people."""
    exercises: tuple[str, ...]
    """What is graded: the exercises asked for, or those that anybody handed in."""
    students: tuple[Student, ...]
    """Everybody, in the order of their keys, whether or not they handed in anything."""
    entries: tuple[Entry, ...]
    """The files that count, one for a student and an exercise at most."""
    superseded: tuple[Entry, ...]
    """Earlier attempts."""
    missing: tuple[tuple[str, str], ...]
    """Key of a student and exercise, where nothing counts."""
    extra: tuple[str, ...]
    """Where files lie that belong to nobody or to no exercise."""
    problems: tuple[Problem, ...]
    """What a person should look at."""

    def __init__(self, origin: str, layout: Layout, why: str, reader: Reader) -> None:
        self.origin = origin
        self.layout = layout
        self.why = why
        self.exercises = ()
        self.students = ()
        self.entries = self.superseded = ()
        self.missing = ()
        self.extra = ()
        self.problems = ()
        self._reader = reader
        self._candidates: dict[Entry, Candidate] = {}

    def refusal(self, entry: Entry) -> SubmissionError | None:
        """Why the file of ``entry`` could not be graded when it was taken in; None when it could.

        Raises:
            KeyError: it is not an entry of this intake.
        """
        why = self._candidates[entry].refusal
        return None if why is None else SubmissionError(entry.name, why.cause, why.remedy)

    def read(self, entry: Entry) -> Submission:
        """The file of ``entry``, as it is now.

        Raises:
            SubmissionError: it can't be graded; the message is for the student.
            KeyError: it is not an entry of this intake.
        """
        refusal = self.refusal(entry)
        if refusal is not None:
            raise refusal
        candidate = self._candidates[entry]
        assert candidate.source is not None
        data = self._reader.read(candidate.source, entry.name)
        return as_submission(data, entry.name, entry.name, entry.exercise)

    def close(self) -> None:
        """Close the archive; :meth:`read` opens it again when it must."""
        self._reader.close()


def take_in(
    path: Path,
    course: Course,
    *,
    layout: Layout | None = None,
    exercises: Sequence[str] | None = None,
) -> Intake:
    """Find out who handed in what.

    Args:
        path: a folder or an archive.
        course: what was to be solved.
        layout: how it is arranged; detected when None.
        exercises: slugs; those that anybody handed in when None. With exactly one, a student's
            only Python file is for it, whatever its name.

    Raises:
        UsageError: there is no such exercise, the path can't be read, its layout is not
            recognised, or its archive is not to be trusted.
    """
    for slug in exercises or ():
        course.exercise(slug)
    asked = list(dict.fromkeys(exercises)) if exercises else list(course.exercises)
    slugs = list(course.exercises)
    listing, reader = list_path(path)
    try:
        context = Context(slugs, asked[0] if len(asked) == 1 else None, reader)
        shape, here, why = detect(listing, context, layout)
        claims = shape.claims(here, context)
        hand_ins = open_hand_ins(here, claims.claims, reader, slugs)
        intake = Intake(listing.origin, shape.layout, why, reader)
        _fill(intake, here, claims, hand_ins, asked, slugs, given=exercises is not None)
    finally:
        reader.close()
    return intake


def _fill(
    intake: Intake,
    listing: Listing,
    claims: Claims,
    hand_ins: HandIns,
    asked: list[str],
    slugs: list[str],
    *,
    given: bool,
) -> None:
    students, collisions = _merged(claims)
    named = [c for c in hand_ins.candidates if c.exercise is not None]
    unnamed = [c for c in hand_ins.candidates if c.exercise is None]
    if len(asked) == 1:
        taken = _only_file(asked[0], named, unnamed, {c.claim.student.key for c in named})
        named += taken
        unnamed = [c for c in unnamed if all(c.origin != t.origin for t in taken)]
    chosen = choose([c for c in named if c.exercise in asked], students)
    used = {entry.exercise for entry, _ in chosen.counting} | {
        c.exercise for c in chosen.unclear if c.exercise
    }
    intake.exercises = tuple(slug for slug in asked if given or slug in used)
    counting = dict(chosen.counting)
    filled = {(entry.student.key, entry.exercise) for entry in counting}
    for candidate in hand_ins.refused:
        key = candidate.claim.student.key
        for slug in intake.exercises:
            if (key, slug) not in filled:
                filled.add((key, slug))
                counting[entry_for(candidate, students[key], slug)] = candidate
    order = {slug: place for place, slug in enumerate(asked)}
    intake.students = tuple(students[key] for key in sorted(students))
    intake.entries = tuple(sorted(counting, key=lambda e: (e.student.key, order[e.exercise])))
    intake.superseded = tuple(entry for entry, _ in chosen.superseded)
    intake.missing = tuple(
        (student.key, slug)
        for student in intake.students
        for slug in intake.exercises
        if (student.key, slug) not in filled
    )
    loose = [listing.where(*item.parts) for item in claims.loose]
    intake.extra = tuple(
        sorted({*loose, *hand_ins.other, *(c.origin for c in (*unnamed, *chosen.unclear))})
    )
    intake.problems = (
        *listing.problems,
        *claims.problems,
        *collisions,
        *hand_ins.problems,
        *chosen.problems,
        *_unreadable(counting),
        *_unnamed(unnamed, students, asked),
        *_misnamed(hand_ins.misnamed, filled, asked),
        *_loose(listing, claims, slugs),
    )
    intake._candidates = {**dict(chosen.superseded), **counting}


def _merged(claims: Claims) -> tuple[dict[str, Student], list[Problem]]:
    """Students by key, each as its first spelling has it; several spellings are said."""
    spellings: dict[str, dict[str, Student]] = {}
    for student, spelling in sorted(claims.students, key=lambda pair: (pair[0].key, pair[1])):
        spellings.setdefault(student.key, {}).setdefault(spelling, student)
    problems = [
        Problem(
            kind="collision",
            subject=key,
            cause=f"one student by the rules, in {len(found)} spellings: {_spelt(found)}",
            remedy="They are graded as one student. Rename one if they are two.",
        )
        for key, found in spellings.items()
        if len(found) > 1
    ]
    return {key: next(iter(found.values())) for key, found in spellings.items()}, problems


def _spelt(spellings: Iterable[str]) -> str:
    """The spellings, for people; those that differ only in how they are encoded look alike."""
    shown = list(dict.fromkeys(f"'{names.spelling(spelling)}'" for spelling in spellings))
    return ", ".join(shown) + (" (its letters are encoded differently)" if len(shown) == 1 else "")


def _only_file(
    slug: str, named: list[Candidate], unnamed: list[Candidate], have: set[str]
) -> list[Candidate]:
    """The only Python file of each student, for the only exercise."""
    by_student: dict[str, list[Candidate]] = {}
    for candidate in unnamed:
        by_student.setdefault(candidate.claim.student.key, []).append(candidate)
    return [
        _for(found[0], slug)
        for key, found in by_student.items()
        if len(found) == 1 and key not in have
    ]


def _for(candidate: Candidate, slug: str) -> Candidate:
    return msgspec.structs.replace(candidate, exercise=slug)


def _unreadable(counting: dict[Entry, Candidate]) -> list[Problem]:
    """Files that count and can't be graded: the student hears why, and so does the instructor."""
    return [
        Problem(
            kind="unreadable",
            subject=f"{entry.student.name or entry.student.key}: {entry.exercise}",
            cause=f"{entry.origin}: {candidate.refusal.cause}",
            remedy=f"It fails with that reason. {candidate.refusal.remedy}",
        )
        for entry, candidate in counting.items()
        if candidate.refusal is not None
        and names.is_python(candidate.inner[-1])
        and not candidate.several
    ]


def _unnamed(
    unnamed: list[Candidate], students: dict[str, Student], asked: list[str]
) -> list[Problem]:
    """Python files that name no exercise."""
    by_student: dict[str, list[str]] = {}
    for candidate in unnamed:
        by_student.setdefault(candidate.claim.student.key, []).append(candidate.name)
    one = f" (or, as its only file, with --exercise {asked[0]})" if len(asked) == 1 else ""
    return [
        Problem(
            kind="unnamed",
            subject=students[key].name or key,
            cause=f"no exercise is named as {', '.join(found[:3])}"
            + (f" and {len(found) - 3} more" if len(found) > 3 else ""),
            remedy=f"Rename it to <exercise>.py if it is one{one}.",
        )
        for key, found in sorted(by_student.items())
    ]


def _misnamed(
    misnamed: Iterable[Misnamed], filled: Collection[tuple[str, str]], asked: Collection[str]
) -> list[Problem]:
    """Files of another kind, of students who have nothing else for the exercise."""
    return [
        Problem(
            kind="not-python",
            subject=f"{file.claim.student.name or file.claim.student.key}: {file.exercise}",
            cause=f"{file.origin} is no .py file, and nothing else was handed in for it",
            remedy="Ask for the .py file (a notebook's menu exports one); "
            "if it is one already, rename it.",
        )
        for file in misnamed
        if file.exercise in asked and (file.claim.student.key, file.exercise) not in filled
    ]


def _loose(listing: Listing, claims: Claims, slugs: Sequence[str]) -> list[Problem]:
    """What is nobody's by the layout, and looks as if it were somebody's."""
    problems = []
    for item in claims.loose:
        subject = listing.where(*item.parts)
        if item.kind != "file":
            cause = "it is a symbolic link" if item.kind == "link" else "it is no regular file"
            remedy = "It is not followed. Put the file or the folder itself there."
            kind = "link" if item.kind == "link" else "special"
        elif names.exercise_of(item.name, slugs):
            kind, cause = "nobody", "it is named as an exercise, and it is in nobody's place"
            remedy = "Move it to where its student's files are."
        else:
            continue
        problems.append(Problem(kind=kind, subject=subject, cause=cause, remedy=remedy))
    return problems

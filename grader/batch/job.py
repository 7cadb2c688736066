"""One grading as bytes: what travels to a worker, and what comes back.

Everything that a grading needs is in the job, the checks included: a worker on another machine
needs the same grader and nothing else, and an author who edits a check while a class is graded
does not get half of the class graded against each version.
"""

from __future__ import annotations

import hashlib
import platform
from typing import Literal

from grader.checks.session import KEEPER
from grader.course import Exercise
from grader.edition import Edition
from grader.errors import CourseError
from grader.gradebook import Refusal
from grader.grading.records import undecided
from grader.grading.scoring import totals
from grader.model import (
    SCHEMA,
    Engine,
    GradeReport,
    IsolationLevel,
    Record,
    Usage,
    Verdict,
)
from grader.sandbox.probe import choose_level
from grader.translation import overlay_path
from grader.wording import LANGUAGES, Language


class Packed(Record, frozen=True):
    """An exercise to go."""

    slug: str
    digest: str
    files: dict[str, bytes]
    """By path inside the exercise's folder."""

    @property
    def identity(self) -> str:
        """Of all of it: translations decide no verdict, so ``digest`` leaves them out."""
        total = hashlib.sha256(self.digest.encode())
        for name, data in sorted(self.files.items()):
            total.update(f"{name}:{len(data)}:".encode() + data)
        return total.hexdigest()


class File(Record, frozen=True):
    """A submission to go."""

    data: bytes
    text: str
    digest: str
    name: str


class Job(Record, frozen=True):
    """One grading to be done."""

    exercise: Packed
    file: File | None
    """The submission; None when it can't be graded."""
    refusal: Refusal | None
    """Why it can't; None when there is a file."""
    student: str
    seed: int
    grader: str
    """Digest of the grader that must do it."""
    fresh: bool = False
    """Use nothing that served an earlier grading."""
    isolation: IsolationLevel | None = None
    allow_weak: bool = False
    editions: tuple[Edition, ...] = ("student",)
    lang: Language = "en"
    """Of the reports."""
    keeper: str = KEEPER


class Fault(Record, frozen=True):
    """Why a job was not done."""

    kind: Literal["course", "grader", "unfit"]
    """Whose fault it is: the exercise's author's, ours, or that of this worker's machine."""
    subject: str
    cause: str
    remedy: str


class Outcome(Record, frozen=True):
    """What became of a job."""

    report: GradeReport | None = None
    documents: dict[Edition, bytes] = {}  # noqa: RUF012 (msgspec copies it)
    fault: Fault | None = None
    """Set when there is no report."""


def pack(exercise: Exercise) -> Packed:
    """Everything of ``exercise`` that a worker needs.

    Raises:
        CourseError: a file of it can't be read.
    """
    paths = (
        exercise.folder / "exercise.toml",
        exercise.statement,
        exercise.tests,
        exercise.scenarios,
    )
    shown = (exercise.stub, *(overlay_path(exercise, code) for code in LANGUAGES))
    try:
        files = {
            path.relative_to(exercise.folder).as_posix(): path.read_bytes()
            for path in (*paths, *shown)
            if path not in shown or path.is_file()
        }
    except OSError as error:
        raise CourseError(
            f"{exercise.slug}: checks", f"they can't be read ({error})", "Mend the files."
        ) from None
    return Packed(slug=exercise.slug, digest=exercise.digest(), files=files)


def inconclusive(exercise: Exercise, job: Job) -> GradeReport:
    """The report on a submission that could not be graded, through no fault of its own."""
    why = "The grader failed at this submission, twice. It costs you no point."
    checks = tuple(undecided(name, spec, why) for name, spec in exercise.spec.checks.items())
    score, max_score = totals(checks)
    return GradeReport(
        schema=SCHEMA,
        exercise=exercise.slug,
        title=exercise.spec.title,
        student=job.student,
        score=score,
        max_score=max_score,
        verdict=Verdict.INCONCLUSIVE,
        isolation=job.isolation or choose_level(),
        seed=job.seed,
        flags=(),
        checks=checks,
        usage=Usage(),
        engine=Engine(
            grader=job.grader[:12],
            python=platform.python_version(),
            platform=platform.platform(terse=True),
            exercise_digest=job.exercise.digest,
            submission_digest=job.file.digest if job.file else "",
        ),
    )

"""The reports of one grading, as they lie in the results' folder."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from grader.course import Exercise
from grader.edition import Edition
from grader.model import GradeReport
from grader.reports import student_report
from grader.reports.judging import judging_of
from grader.translation import Translator
from grader.wording import Language

_NAMED = 40
"""Characters of an identity that a folder's name shows."""


def documents(
    report: GradeReport,
    source: str,
    editions: Sequence[Edition],
    exercise: Exercise | None,
    *,
    lang: Language = "en",
    notes: tuple[tuple[str, str], ...] = (),
) -> dict[Edition, bytes]:
    """Render a grading, once for each kind of reader.

    Args:
        report: the grading.
        source: the text of the submission; empty when it could not be read.
        editions: for whom.
        exercise: whose checks an instructor sees, if they are still those that graded; its
            author's translations are shown.
        lang: the readers' language.
        notes: what a person and the late policy say.
    """
    judging = other = None
    if "instructor" in editions and exercise is not None:
        judging = judging_of(exercise, report.engine.exercise_digest)
    if "student" in editions:
        other = place("", report.exercise, "student").name
    known = {} if exercise is None else {exercise.slug: exercise}
    shown = Translator(known, lang).report(report)
    return {
        edition: student_report(
            shown,
            source,
            edition=edition,
            lang=lang,
            notes=notes,
            judging=judging,
            other=other or "",
        ).encode()
        for edition in editions
    }


def place(student: str, exercise: str, edition: Edition) -> Path:
    """Where a report lies, relative to the results' folder."""
    suffix = "" if edition == "student" else f".{edition}"
    return Path("reports", safe_name(student), f"{exercise}{suffix}.html")


def safe_name(identity: str) -> str:
    """A folder's name for a student, which no file system takes for anything else.

    It shows what of the identity is plain letters and digits, for people, and ends in a digest of
    all of it, so that no two students share a folder and no identity is a path.
    """
    plain = unicodedata.normalize("NFKD", identity[:200]).encode("ascii", "ignore").decode().lower()
    shown = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_NAMED].strip("-")
    digest = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{shown}-{digest}" if shown else digest

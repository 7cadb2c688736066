"""What a kit adds to a grading: that something in it was changed, and what is decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from grader.edition import edition_of
from grader.grading import scoring
from grader.kit.changes import Change, inspect
from grader.kit.key import CourseKey
from grader.kit.layout import LOCK, MANIFEST, WHEELS, is_kit, read_kit
from grader.model import Elsewhere, Flag, GradeReport
from grader.wording import words_of

_GRADER = (LOCK, WHEELS + "/")


def reported(report: GradeReport, root: Path, key: CourseKey | None) -> GradeReport:
    """``report`` as a student may have it: with what the kit at ``root`` has to say about it.

    Where the key is, in CI, students read what is written, so it is their edition.

    Args:
        report: a grading of an exercise of the course at ``root``, kit or not.
        root: of the course.
        key: the course key, if the sealed checks were run.
    """
    if not is_kit(root) and not (root / MANIFEST).is_file():
        return report
    report = told(report, root, inspect(root, key), sealed=key is not None)
    return report if key is None else edition_of(report, "student")


def told(
    report: GradeReport, root: Path, changes: Iterable[Change], *, sealed: bool
) -> GradeReport:
    """``report`` with the changes as flags, and with what is decided elsewhere.

    Changes to what decided this grading make full marks inconclusive: the checks of this exercise
    and the grader itself. Where the originals were unsealed, changed checks had no say.

    Args:
        report: a grading of an exercise of this course.
        root: of the course; one that is no kit leaves the report as it is.
        changes: what :func:`~grader.kit.changes.inspect` found.
        sealed: whether the sealed checks were run.
    """
    changes = tuple(changes)
    if not changes and not is_kit(root):
        return report
    flags = report.flags + tuple(flag_of(change, report.exercise, sealed) for change in changes)
    elsewhere = None
    if not sealed and is_kit(root):
        facts = read_kit(root).exercises.get(report.exercise)
        if facts is not None and facts.hidden_checks:
            elsewhere = Elsewhere(checks=facts.hidden_checks, points=facts.hidden_points)
    return msgspec.structs.replace(
        report,
        flags=flags,
        elsewhere=elsewhere,
        verdict=scoring.overall(report.checks, flags),
    )


def flag_of(change: Change, slug: str, sealed: bool) -> Flag:
    """A change, as it concerns the grading of one exercise.

    Args:
        change: in this kit.
        slug: the exercise; empty where no certain one is meant.
        sealed: whether the sealed checks were run.
    """
    kind = f"kit-{change.kind}"
    if change.kind == "manifest":
        kind = "kit-forged" if sealed else "kit-manifest"
    elif change.kind != "added" and change.path.startswith(_GRADER):
        kind = "kit-grader"
    elif change.kind != "added" and change.path.startswith("exercises/"):
        if sealed:
            kind = "kit-replaced"
        elif change.path.startswith(f"exercises/{slug}/"):
            kind = "kit-check"
    flag = Flag(kind=kind, message="", file=change.path)
    # A report is in English; who shows it words the flag anew.
    return msgspec.structs.replace(flag, message=words_of("en").flag(flag))

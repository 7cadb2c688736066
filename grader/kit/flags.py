"""What a kit adds to a grading: that something in it was changed, and what is decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from grader.grading import scoring
from grader.kit.changes import Change
from grader.kit.layout import LOCK, WHEELS, is_kit, read_kit
from grader.model import Elsewhere, Flag, GradeReport

_MESSAGES = {
    "kit-check": "{path} is not as the course delivered it, so this result proves nothing.",
    "kit-grader": "{path} is not as the course delivered it: who knows what grader this was?",
    "kit-manifest": "{path} can't be read, so nobody can say whether the checks are the course's.",
    "kit-forged": "{path} was not written by the course; the sealed copy was used.",
    "kit-replaced": "{path} is not as the course delivered it; the original checks were run.",
    "kit-changed": "{path} is not as the course delivered it.",
    "kit-missing": "{path} is missing.",
    "kit-added": "{path} was added, and can change how the grader or CI runs.",
}
"""In English, as all of a report; ``grader.wording`` has them in each language."""
_GRADER = (LOCK, WHEELS + "/")


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
    flags = report.flags + tuple(_flag(change, report.exercise, sealed) for change in changes)
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


def _flag(change: Change, slug: str, sealed: bool) -> Flag:
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
    return Flag(kind=kind, message=_MESSAGES[kind].format(path=change.path), file=change.path)

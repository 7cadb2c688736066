"""What a changed kit means for a grading: flags for a person, and no pass on forged evidence.

A kit's manifest names every file that a student need not change. Where one of them was changed,
each grading says so. Where the changed file is one that the grading itself was made with (a check,
the description of the exercise, the grader's own packages), full marks are inconclusive: whoever
changes what judges can pass it. With the key of the course the checks come out of the seal, so
that a changed copy of them beside it decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from grader.model import Flag, GradeReport, Record, Verdict
from grader.text import one_line

KIND = "changed-kit"
Kind = Literal["changed", "missing", "added", "manifest"]

_SAID: dict[str, str] = {
    "changed": "{path} is not as your instructor released it.",
    "missing": "{path} was deleted; your instructor released it.",
    "added": "{path} was added where only the course's own files should be.",
    "manifest": "{path}: the list of the course's files is not your instructor's.",
}


class Change(Record, frozen=True):
    """One file that differs from the kit's manifest."""

    path: str
    """Relative to the repository, with ``/``. Hostile text: it may be a name of the student's."""
    kind: Kind


def sentence(change: Change) -> str:
    """A change in words, on one line."""
    return _SAID[change.kind].format(path=one_line(change.path, 120))


def flagged(report: GradeReport, changes: Iterable[Change], *, sealed: bool) -> GradeReport:
    """Add flags for what was changed, and take full marks back where they could be forged.

    Args:
        report: the grading of one exercise.
        changes: in the whole repository; those of other exercises are left out.
        sealed: whether the checks came out of the seal.
    """
    own = [change for change in changes if _concerns(change.path, report.exercise)]
    if not own:
        return report
    flags = tuple(Flag(kind=KIND, message=sentence(c), file=one_line(c.path)) for c in own)
    verdict = report.verdict
    if verdict is Verdict.PASSED and any(_decides(change, sealed=sealed) for change in own):
        verdict = Verdict.INCONCLUSIVE
    return msgspec.structs.replace(report, flags=report.flags + flags, verdict=verdict)


def _concerns(path: str, slug: str) -> bool:
    parts = path.split("/")
    return parts[0] != "exercises" or len(parts) < 3 or parts[1] == slug


def _decides(change: Change, *, sealed: bool) -> bool:
    """Whether the changed file had a part in the verdict."""
    parts = change.path.split("/")
    if change.kind == "manifest":
        return not sealed  # what else was changed is not known then
    if parts[0] == "exercises":
        named = parts[2:3] == ["checks"] or parts[-1] == "exercise.toml"
        return named and not sealed
    return parts[0] == ".grader" and (parts[1:2] == ["wheels"] or parts[-1] == "requirements.lock")

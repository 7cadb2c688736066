"""Classroom 50: ``result.json`` of an autograder, and the body of its release.

Source: github.com/foundation50/classroom50: the wiki's "Advanced Autograding", the contract in the
diagnostic autograder (cli/gh-teacher/embed/autograder.py) and schemas/result-v1.schema.json: no
other keys at the top, points are integers, a score is at most its maximum, times are UTC without
fractions. The runner stamps ``owner`` and ``assignment_type``.

Points of the grader may have halves; then all of them are multiplied by the same number.

*Not decided*: an exit code other than 0 is the contract's word for "the infrastructure failed", and
the runner then reports ``status=error``. So there is no file.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from grader.errors import UsageError
from grader.exporters.encoding import to_json
from grader.exporters.feedback import message, student_report
from grader.exporters.github import summary
from grader.exporters.words import Words, words
from grader.model import CheckResult, GradeReport, Record, Verdict

SCHEMA = "classroom50/result/v1"
_SCALES = (1, 2, 4, 5, 10, 20, 100)


class Run(Record, frozen=True):
    """What the runner says about the submission, in the environment."""

    classroom: str
    assignment: str
    submission: str
    commit: str
    release: str
    review: str
    owner: str
    assignment_type: str
    at: datetime
    """Of the submission, with a time zone: lateness is told by it."""
    graded_at: datetime | None = None
    """When it was graded; the same when None."""

    @classmethod
    def from_environment(
        cls, environment: Mapping[str, str], at: datetime, graded_at: datetime | None = None
    ) -> Run:
        """Read the runner's variables.

        Args:
            environment: of the process.
            at: when it was handed in.
            graded_at: when it was graded; the same when None.

        Raises:
            UsageError: one is missing, or the tag is not one of a submission.
        """

        def needed(name: str) -> str:
            value = environment.get(name, "")
            if not value:
                raise UsageError(
                    f"environment variable {name}",
                    "it is not set, and Classroom 50's result needs it",
                    "Run this in Classroom 50's autograder, or set it.",
                )
            return value

        tag = needed("SUBMISSION_TAG")
        if not tag.startswith("submit/"):
            raise UsageError(
                "environment variable SUBMISSION_TAG",
                f"{tag!r} is not the tag of a submission",
                "It starts with submit/.",
            )
        commit = needed("COMMIT_URL")
        return cls(
            classroom=needed("CLASSROOM"),
            assignment=needed("ASSIGNMENT"),
            submission=tag,
            commit=commit,
            release=needed("RELEASE_URL"),
            review=environment.get("REVIEW_URL") or commit,  # older runners do not set it
            owner=environment.get("OWNER") or needed("USERNAME"),
            assignment_type=environment.get("ASSIGNMENT_TYPE") or "individual",
            at=at,
            graded_at=graded_at,
        )


def result(report: GradeReport, run: Run, lang: str = "en") -> bytes | None:
    """Write ``result.json``; None when something is not decided."""
    if report.verdict is Verdict.INCONCLUSIVE:
        return None
    said = words(lang)
    seen = student_report(report)
    scale = _scale(seen)
    maximum = round(seen.max_score * scale)
    return to_json(
        {
            "schema": SCHEMA,
            "classroom": run.classroom,
            "assignment": run.assignment,
            "assignment_type": run.assignment_type,
            "owner": run.owner,
            "submission": run.submission,
            "commit": run.commit,
            "release": run.release,
            "review": run.review,
            "datetime": _utc(run.at),
            "graded_at": _utc(run.graded_at or run.at),
            "score": min(round(seen.score * scale), maximum),
            "max-score": maximum,
            "tests": [_test(check, scale, said) for check in seen.checks],
        }
    )


def release_body(report: GradeReport) -> bytes:
    """Write ``release-body.md``: the grading as a table."""
    return summary(report).encode()


def _test(check: CheckResult, scale: int, said: Words) -> dict[str, Any]:
    passed = check.verdict is Verdict.PASSED
    maximum = round(check.max_score * scale)
    return {
        "test-name": check.title or check.id,
        "passed": passed,
        "score": min(round(check.score * scale), maximum),
        "max-score": maximum,
        "message": "" if passed else message(check, said),
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _scale(report: GradeReport) -> int:
    """The smallest factor that makes all points integers; 100 where none does."""
    values = [report.score, report.max_score]
    for check in report.checks:
        values += [check.score, check.max_score]
    for scale in _SCALES:
        if all(abs(value * scale - round(value * scale)) < 1e-9 for value in values):
            return scale
    return _SCALES[-1]

"""Points and verdicts: pure functions over records.

A check scores all its points or none. An inconclusive check stands in neither the score nor the
maximum: it costs nothing, and makes the whole verdict inconclusive, so that a person looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from grader.course import CheckSpec, ExerciseSpec
from grader.model import CheckResult, Flag, Misconception, Verdict


def totals(checks: Iterable[CheckResult]) -> tuple[float, float]:
    """Score and maximum, in points."""
    counted = [check for check in checks if check.verdict is not Verdict.INCONCLUSIVE]
    return (
        sum((check.score for check in counted), 0.0),
        sum((check.max_score for check in counted), 0.0),
    )


TAMPERING = frozenset(
    {
        "frame-walking",
        "gc-probing",
        "kit-check",
        "kit-grader",
        "kit-manifest",
        "ctypes",
        "memory-access",
        "patched-engine",
        "patched-library",
        "tracing",
    }
)
"""Kinds of flags that say: this code can have lied about what a scenario saw, or what judged it was
not what the course delivered."""


def overall(checks: Sequence[CheckResult], flags: Iterable[Flag] = ()) -> Verdict:
    """The verdict on a whole submission.

    Inconclusive if any check is (or there is none); else passed if all passed; else import_error
    if that is among them; else the verdict of the first check that was run and did not pass.

    Full marks need evidence that can be trusted: where all passed, but a flag says that the code
    reached into the process that observed it, the verdict is inconclusive and a person looks. The
    score stays.
    """
    verdicts = [check.verdict for check in checks]
    if not verdicts or Verdict.INCONCLUSIVE in verdicts:
        return Verdict.INCONCLUSIVE
    missed = [verdict for verdict in verdicts if verdict is not Verdict.PASSED]
    if not missed:
        tampered = any(flag.kind in TAMPERING for flag in flags)
        return Verdict.INCONCLUSIVE if tampered else Verdict.PASSED
    if Verdict.IMPORT_ERROR in missed:
        return Verdict.IMPORT_ERROR
    return next((verdict for verdict in missed if verdict is not Verdict.NOT_RUN), missed[0])


def failing(checks: Iterable[CheckResult]) -> frozenset[str]:
    """Ids of the checks that did not pass, those that were not run included."""
    return frozenset(check.id for check in checks if check.verdict is not Verdict.PASSED)


def with_dependents(ids: Iterable[str], checks: Mapping[str, CheckSpec]) -> frozenset[str]:
    """``ids`` and all checks that, directly or not, build on one of them.

    Args:
        ids: ids of checks.
        checks: all checks, each after those that it depends on.
    """
    closed = set(ids)
    for name, check in checks.items():
        if closed.intersection(check.depends):
            closed.add(name)
    return frozenset(closed)


def misconceptions(spec: ExerciseSpec, results: Sequence[CheckResult]) -> tuple[Misconception, ...]:
    """The known wrong ideas that fail exactly the checks that this submission fails.

    None where something is inconclusive or the file could not be loaded: then the failing set
    says nothing about ideas. Several may match, in the order of the exercise.toml.
    """
    verdicts = {result.verdict for result in results}
    if verdicts & {Verdict.INCONCLUSIVE, Verdict.IMPORT_ERROR}:
        return ()
    missed = failing(results)
    judged = frozenset(result.id for result in results)
    return tuple(
        Misconception(id=name, title=known.title, feedback=known.feedback)
        for name, known in spec.misconceptions.items()
        if missed and with_dependents(known.fails, spec.checks) & judged == missed
    )

"""From pytest-json-report's file to records. What does not have the expected form is refused.

The report is written by our own judge, but the judge may have been killed while it wrote, or have
ended without it: so a result is taken only from a test whose metadata holds one. A test that
merely "passed" without it is no pass.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from grader.checks.session import Fault, Totals
from grader.course import CheckSpec
from grader.model import CheckResult, Record, Verdict


class JudgeTail(Record, frozen=True):
    """What the plugin adds to the JSON report as a whole."""

    totals: Totals
    fault: Fault | None = None


class JudgeReport(Record, frozen=True):
    """The part of one judge's JSON report that matters."""

    results: dict[str, CheckResult]
    tail: JudgeTail


class _Metadata(msgspec.Struct):
    grader: CheckResult | None = None


class _Test(msgspec.Struct):
    outcome: str = ""
    metadata: _Metadata | None = None


class _File(msgspec.Struct):
    grader: JudgeTail
    tests: list[_Test] = []


def read_report(path: Path) -> JudgeReport | None:
    """Read a judge's JSON report; None when there is none that can be used."""
    try:
        return parse_report(path.read_bytes())
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def parse_report(data: bytes) -> JudgeReport:
    """Read the text of a JSON report.

    Raises:
        msgspec.MsgspecError: it has not the expected form, or contradicts itself.
    """
    file = msgspec.json.decode(data, type=_File)
    results: dict[str, CheckResult] = {}
    for test in file.tests:
        result = test.metadata.grader if test.metadata is not None else None
        if result is None:
            continue
        if result.verdict is Verdict.PASSED and test.outcome != "passed":
            raise msgspec.ValidationError(f"{result.id} passed, but its test did not")
        results[result.id] = result
    return JudgeReport(results=results, tail=file.grader)


def undecided(check: str, spec: CheckSpec, why: str) -> CheckResult:
    """The result of a check that no judge decided."""
    return result_without_run(check, spec, Verdict.INCONCLUSIVE, why)


def result_without_run(check: str, spec: CheckSpec, verdict: Verdict, why: str) -> CheckResult:
    """A result of a check whose test was not run at all; it scores nothing."""
    fields: dict[str, Any] = {"hint": spec.hint} if verdict is Verdict.FAILED else {}
    return CheckResult(
        id=check,
        title=spec.title,
        verdict=verdict,
        score=0.0,
        max_score=spec.points,
        visible=spec.visible,
        feedback=why,
        **fields,
    )

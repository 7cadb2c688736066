"""From what came out of a test to the result of a check: no pytest state, no side effects."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

from _pytest.outcomes import OutcomeException

from grader.checks.render import MAX_TEXT, clean, one_line
from grader.checks.runtime import Session
from grader.checks.verdicts import (
    CheckEnded,
    CheckFailed,
    CheckInconclusive,
    CheckNotRun,
)
from grader.model import CheckResult, Verdict

_NO_HINT = frozenset({Verdict.PASSED, Verdict.NOT_RUN, Verdict.INCONCLUSIVE})
"""Where nothing is known to be wrong, a hint would only mislead."""
_TIMED_OUT = "Timeout ("
"""How pytest-timeout's message begins."""


def ending_of(error: BaseException | None) -> CheckEnded | None:
    """How a check ended whose test raised ``error``; None when it passed."""
    match error:
        case None:
            return None
        case CheckEnded():
            return error
        case AssertionError():
            return CheckFailed(clean(str(error), MAX_TEXT) or "An assertion does not hold.")
        case OutcomeException() if type(error).__name__ == "Failed":
            if str(error.msg).startswith(_TIMED_OUT):
                return CheckInconclusive(
                    "The grader did not get an answer in time. This is not your fault and costs "
                    "no point."
                )
            return CheckFailed(clean(str(error.msg), MAX_TEXT))
    return CheckInconclusive(
        "This check is at fault itself; its author has to mend it. It costs you no point.",
        observed=_place(error),
    )


def result_of(
    session: Session, check: str, error: BaseException | None, seconds: float
) -> CheckResult:
    """The result of ``check``, whose test raised ``error``."""
    ended = ending_of(error)
    if isinstance(ended, CheckInconclusive):
        session.doubt(check, ended)
    if isinstance(ended, CheckFailed) and check in session.starved:
        ended = CheckInconclusive(
            "The machine ran out of memory while this check ran, twice, and Linux ended a process "
            "to make room. That may be why it did not pass. It costs you no point."
        )
    spec = session.spec.checks[check]
    verdict = Verdict.PASSED if ended is None else ended.verdict
    stdout, stderr = session.outputs(check)
    return CheckResult(
        id=check,
        title=spec.title,
        verdict=verdict,
        score=spec.points if verdict is Verdict.PASSED else 0.0,
        max_score=spec.points,
        visible=spec.visible,
        feedback="" if ended is None else clean(ended.feedback),
        hint=None if verdict in _NO_HINT else spec.hint,
        observed=None if ended is None else ended.observed,
        expected=None if ended is None else ended.expected,
        witness=_witness(session, check, ended),
        stdout=stdout,
        stderr=stderr,
        duration=round(seconds, 4),
        runs=session.runs(check),
    )


def _witness(session: Session, check: str, ended: CheckEnded | None) -> dict[str, Any] | None:
    """What the check itself has to show, else when which process did what."""
    if ended is None or ended.witness is not None or ended.verdict is Verdict.NOT_RUN:
        return None if ended is None else ended.witness
    return session.timeline(check)


def blocked_by(session: Session, check: str) -> CheckEnded | None:
    """Why ``check`` can't be run now: an earlier check did not pass.

    Where that is because nobody could decide the earlier one, this one must not cost a point.
    """
    spec = session.spec
    undecided = None
    for other in spec.checks[check].depends:
        if spec.only_visible and not spec.checks[other].visible:
            continue
        verdict, title = session.decided.get(other), spec.checks[other].title
        if verdict is Verdict.INCONCLUSIVE:
            undecided = CheckInconclusive(
                f"It builds on a check that could not be decided: {title}. It costs you no point."
            )
        elif verdict is not Verdict.PASSED:
            return CheckNotRun(f"Not run, because it builds on: {title}.")
    return undecided


def _place(error: BaseException | None) -> str:
    """The kind of an author's mistake and where it is, without source or paths of the machine."""
    if error is None:
        return "nothing"
    text = f"{type(error).__name__}: {one_line(str(error))}"
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        name = Path(frame.filename).name
        if name.startswith("test_"):
            return f"{text} (checks/{name}, line {frame.lineno})"
    return text

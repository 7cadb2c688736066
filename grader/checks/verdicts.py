"""How a check ends other than by passing, and what a run says about the student's code.

The endings are raised through the author's check. They derive from ``BaseException``, as pytest's
own do, so that an ``except Exception`` of an author can't swallow a verdict.
"""

from __future__ import annotations

from typing import Any

from grader.checks import hang
from grader.checks.render import clean, one_line
from grader.checks.stacks import is_students
from grader.model import Verdict
from grader.sandbox import RunResult, RunStatus
from grader.wire import ChildAnswer, ErrorInfo


class CheckEnded(BaseException):
    """A check is decided, and did not pass.

    Args:
        feedback: what the student reads. It holds no expected value: ``expected`` does.
        verdict: how it ended.
        observed: what was seen; shown to students of visible checks only.
        expected: what was expected; shown to students of visible checks only.
        witness: a schedule, hang or timeline as data.
    """

    verdict: Verdict = Verdict.FAILED

    def __init__(
        self,
        feedback: str,
        *,
        verdict: Verdict | None = None,
        observed: str | None = None,
        expected: str | None = None,
        witness: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(feedback)
        self.feedback = feedback
        if verdict is not None:
            self.verdict = verdict
        self.observed = observed
        self.expected = expected
        self.witness = witness
        self.timed_out = False
        """Whether it is because a run did not end within its limit."""
        self.place: hang.Place | None = None
        """Where that run stood; None when nobody knows."""
        self.ends: tuple[dict[str, Any], ...] = ()
        """Where each of its processes stood, for the timeline."""


class CheckFailed(CheckEnded):
    """The student's code does not do what the check establishes."""


class CheckInconclusive(CheckEnded):
    """There is no trustworthy answer, through no fault of the student."""

    verdict = Verdict.INCONCLUSIVE


class CheckNotRun(CheckEnded):
    """A check that this one builds on did not pass."""

    verdict = Verdict.NOT_RUN


def answer_of(result: RunResult, module: str, limit: float) -> ChildAnswer:
    """The answer of a run that gave a trustworthy one.

    Args:
        result: what the sandbox says.
        module: the student's module, whose lines may be named.
        limit: seconds that the run was given.

    Raises:
        CheckEnded: there is none, or the student's file could not be loaded.
    """
    if result.status is not RunStatus.ANSWERED or result.answer is None:
        raise no_answer(result, module, limit)
    answer = result.answer
    if answer.kind == "import_error":
        raise CheckFailed(import_problem(answer.error, module), verdict=Verdict.IMPORT_ERROR)
    if answer.kind == "unfit":
        what = one_line(answer.error.message) if answer.error else "a value that is no plain data"
        raise CheckFailed(f"Your code gave back something that can't be compared: {what}.")
    return answer


def no_answer(result: RunResult, module: str, limit: float) -> CheckEnded:
    """Why ``result`` holds no answer, as the end of a check."""
    reason = one_line(result.reason, 500) or "no reason is known"
    match result.status:
        case RunStatus.TIMEOUT:
            found = hang.describe(
                result.stacks, result.waits, module, own=result.pid, events=result.events
            )
            head = f"It did not end within {limit:g} s. "
            ended = CheckFailed(
                (head + (found.text or "Nothing says what it waits for.")).strip(),
                verdict=Verdict.DEADLOCK if found.cycle else Verdict.TIMEOUT,
                witness=found.as_witness(),
            )
            ended.timed_out = True
            ended.ends = found.ends
            ended.place = found.place(computes=result.cpu > limit / 2)
            return ended
        case RunStatus.LOST:
            return CheckInconclusive(
                f"The sandbox gave no answer ({reason}). This is not your fault and costs no point."
            )
        case RunStatus.MEMORY | RunStatus.OUTPUT | RunStatus.CRASHED:
            return CheckFailed(f"Your code {_after_subject(reason)}.", verdict=Verdict.CRASHED)
    return CheckFailed(
        f"The process that ran your code gave an answer that makes no sense: {reason}.",
        verdict=Verdict.CRASHED,
    )


def import_problem(error: ErrorInfo | None, module: str) -> str:
    """Why the student's file could not be loaded, with a remedy."""
    if error is None:
        return f"{module}.py can't be loaded."
    line = student_line(error, module)
    where = f" (line {line})" if line else ""
    # The loader inside has put a remedy into the message where it knows one.
    return f"{module}.py can't be loaded{where}: {error_text(error)}."


def raised_problem(error: ErrorInfo, module: str) -> str:
    """What the student's code raised, in its own lines."""
    line = student_line(error, module)
    if error.type == "NotImplementedError":
        where = f" (line {line} of {module}.py)" if line else ""
        return f"This is not implemented yet{where}: {error_text(error)}."
    if error.type == _GONE:
        return (
            "The process in which this check counts and holds the tasks was ended while your code "
            "ran, or the folder of its socket was deleted. Code does that which sends a signal to "
            "every process or to a whole process group, or clears out the temporary folder. End "
            "only processes that you have started yourself."
        )
    frames = [
        f"  line {frame['line']} in {one_line(str(frame.get('function', '?')), 80)}: "
        f"{one_line(str(frame.get('source', '')), 120)}"
        for frame in error.traceback
        if _is_student_frame(frame, module)
    ]
    text = f"Your code raised {error_text(error)}."
    return "\n".join([text, *frames[-6:]])


def error_text(error: ErrorInfo) -> str:
    """``Type: message``, safe and on one line."""
    kind, message = one_line(error.type, 80), one_line(error.message).rstrip(". ")
    return f"{kind}: {message}" if message else kind


def student_line(error: ErrorInfo, module: str) -> int | None:
    """The innermost line of the student's file that the exception passed."""
    for frame in reversed(error.traceback):
        if _is_student_frame(frame, module):
            return int(frame["line"])
    return None


_GONE = "RefereeGoneError"


def safe_output(text: str) -> str:
    """What the student's code printed, safe for a report."""
    return clean(text, 64 << 10)


def _is_student_frame(frame: dict[str, Any], module: str) -> bool:
    line = frame.get("line")
    if type(line) is not int or not 0 < line < 10**7:
        return False
    return is_students(str(frame.get("file", "")), module)


def _after_subject(reason: str) -> str:
    for opening in ("the process ", "it ", "your code "):
        if reason.lower().startswith(opening):
            reason = reason[len(opening) :]
    return reason.rstrip(". ")

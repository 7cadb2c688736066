"""What a run says, as the end of a check."""

from __future__ import annotations

from typing import Any

import pytest

from grader.checks.student import Run
from grader.checks.verdicts import CheckEnded, CheckFailed, answer_of, raised_problem
from grader.model import Verdict
from grader.sandbox import RunResult, RunStatus
from grader.wire import ChildAnswer, ErrorInfo

FRAMES: tuple[dict[str, Any], ...] = (
    {"file": "scenarios.py", "line": 4, "function": "go", "source": "student.add('x')"},
    {"file": "/submission/lock.py", "line": 12, "function": "add", "source": "self.n += n"},
)


def result(status: RunStatus, **more: Any) -> RunResult:
    fields: dict[str, Any] = {
        "answer": None, "reason": "", "reply": None, "wall": 0.0, "cpu": 0.0, "peak_memory": 0,
        "stdout": "", "stderr": "", "stacks": "", "waits": [],
    }  # fmt: skip
    return RunResult(status=status, **(fields | more))


def answered(kind: Any, **more: Any) -> RunResult:
    return result(RunStatus.ANSWERED, answer=ChildAnswer(nonce="n", kind=kind, **more))


def ended(of: RunResult) -> CheckEnded:
    with pytest.raises(CheckEnded) as caught:
        answer_of(of, "lock", 10)
    return caught.value


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (RunStatus.TIMEOUT, Verdict.TIMEOUT),
        (RunStatus.CRASHED, Verdict.CRASHED),
        (RunStatus.MEMORY, Verdict.CRASHED),
        (RunStatus.OUTPUT, Verdict.CRASHED),
        (RunStatus.BAD_ANSWER, Verdict.CRASHED),
        (RunStatus.LOST, Verdict.INCONCLUSIVE),
        (RunStatus.ANSWERED, Verdict.CRASHED),
    ],
)
def test_a_run_without_answer_decides_the_check(status, verdict):
    """The student's doing fails it; a lost sandbox is inconclusive; none of them passes."""
    assert ended(result(status)).verdict is verdict


def test_a_proven_deadlock_is_named_as_one():
    """Locks that are waited for in a circle need no stopwatch."""
    waits = [
        {"thread": "A", "line": 1, "holder": "B", "holder_line": 2},
        {"thread": "B", "line": 3, "holder": "A", "holder_line": 4},
    ]
    found = ended(result(RunStatus.TIMEOUT, waits=waits))
    assert found.verdict is Verdict.DEADLOCK
    assert "A has waited for the lock at line 1 that B took at line 2." in found.feedback


def test_the_students_own_lines_are_shown_of_a_traceback():
    """Not the scenario's, nor the grader's."""
    error = ErrorInfo(type="TypeError", message="no\x1b", traceback=FRAMES)
    run = Run(ChildAnswer(nonce="n", kind="raised", error=error), answered("loaded"), "lock")
    with pytest.raises(CheckFailed) as caught:
        _ = run.value
    assert caught.value.feedback == (
        "Your code raised TypeError: no\\x1b.\n  line 12 in add: self.n += n"
    )


def test_an_expected_exception_is_handed_over():
    """And its absence, or another one, fails the check."""
    error = ErrorInfo(type="builtins.TypeError", message="", traceback=FRAMES)
    run = Run(ChildAnswer(nonce="n", kind="raised", error=error), answered("loaded"), "lock")
    assert run.raised("ValueError", "TypeError") is error
    with pytest.raises(CheckFailed, match="Another exception was expected"):
        run.raised("ValueError")
    quiet = Run(ChildAnswer(nonce="n", kind="returned", value=1), answered("loaded"), "lock")
    with pytest.raises(CheckFailed, match="raised none"):
        quiet.raised("ValueError")


@pytest.mark.parametrize("value", [None, [], "x", {"other": 1}])
def test_a_part_that_is_missing_fails_the_check(value):
    """The form of an answer is the hostile side's choice, not the author's mistake."""
    run = Run(ChildAnswer(nonce="n", kind="returned", value=value), answered("loaded"), "lock")
    with pytest.raises(CheckFailed, match="has no part 'total'"):
        _ = run["total"]


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (None, "lock.py can't be loaded."),
        (
            ErrorInfo(type="SyntaxError", message="'(' was never closed", traceback=FRAMES[1:]),
            "lock.py can't be loaded (line 12): SyntaxError: '(' was never closed.",
        ),
        (
            ErrorInfo(type="SystemExit", message="3"),
            "lock.py can't be loaded: SystemExit: 3.",
        ),
        (ErrorInfo(type="EOFError", message=""), "lock.py can't be loaded: EOFError."),
    ],
)
def test_why_a_file_does_not_load(error, text):
    """In the student's terms."""
    found = ended(answered("import_error", error=error))
    assert (found.verdict, found.feedback) == (Verdict.IMPORT_ERROR, text)


def test_a_hostile_traceback_breaks_nothing():
    """Lines that are no numbers are not shown."""
    frames = ({"file": "lock.py", "line": "\x1b"}, {"file": 3}, {})
    found = ended(
        answered("import_error", error=ErrorInfo(type="\n", message="", traceback=frames))
    )
    assert found.feedback == "lock.py can't be loaded: ."


def test_a_referee_that_was_ended_is_explained():
    """With what does such a thing, and what to do instead; not by our own names."""
    error = ErrorInfo(type="RefereeGoneError", message="the referee of this check is gone")
    text = raised_problem(error, "pool")
    assert "End only processes that you have started yourself." in text
    assert "Referee" not in text


def test_a_file_of_the_library_is_not_the_students_of_the_same_name():
    """An exercise about pools is no `multiprocessing/pool.py`."""
    frames = ({"file": "multiprocessing/pool.py", "line": 770, "function": "get", "source": ""},)
    error = ErrorInfo(type="TimeoutError", message="", traceback=frames)
    assert raised_problem(error, "pool") == "Your code raised TimeoutError."

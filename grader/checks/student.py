"""The fixture ``student``: runs a scenario once, beside the student's code.

def test_adds_up(student):
    run = student.run("add_serially", times=3)
    expect(run.value, "the counter after 3 increments").equals(3, because="each add(1) counts")
"""

from __future__ import annotations

from typing import Any

from grader.checks.render import clean, show
from grader.checks.runtime import Session
from grader.checks.verdicts import CheckFailed, error_text, raised_problem
from grader.sandbox import RunResult
from grader.wire import ChildAnswer, ErrorInfo


class Run:
    """What one run of a scenario said. Its parts are plain data from a hostile process."""

    def __init__(self, answer: ChildAnswer, result: RunResult, module: str) -> None:
        self._answer = answer
        self._module = module
        self.stdout = result.stdout
        """What the student's code printed (hostile text; cut when long)."""
        self.stderr = result.stderr
        self.events = list(answer.events)
        """What the recorder saw: ``{task, pid, ppid, thread, what, t}`` in the order of arrival."""

    @property
    def value(self) -> Any:
        """What the scenario returned.

        Raises:
            CheckFailed: it raised instead; the feedback has the student's own lines.
        """
        if self.error is not None:
            raise CheckFailed(
                raised_problem(self.error, self._module),
                observed=error_text(self.error),
                expected="no exception",
            )
        return self._answer.value

    @property
    def error(self) -> ErrorInfo | None:
        """What the scenario raised; None when it returned."""
        if self._answer.kind != "raised":
            return None
        return self._answer.error or ErrorInfo(type="Exception", message="")

    def __getitem__(self, key: str) -> Any:
        """``value[key]``, where a scenario returns a dict.

        Raises:
            CheckFailed: it raised, or the answer has no such part.
        """
        value = self.value
        if not isinstance(value, dict) or key not in value:
            raise CheckFailed(
                f"The answer of your code has no part {key!r}.",
                observed=show(value),
                expected=f"a dict with {key!r}",
            )
        return value[key]

    def raised(self, *types: str, because: str = "") -> ErrorInfo:
        """Expect that the scenario raised one of ``types`` (names of exception classes).

        Raises:
            CheckFailed: it returned, or raised something else.
        """
        expected = " or ".join(types)
        why = f": {because.rstrip('. ')}" if because else ""
        if self.error is None:
            raise CheckFailed(
                f"An exception was expected, but your code raised none{why}.",
                observed=show(self._answer.value),
                expected=expected,
            )
        if self.error.type.rsplit(".", 1)[-1] not in types:
            other = raised_problem(self.error, self._module)
            raise CheckFailed(
                clean(f"Another exception was expected{why}. {other}"),
                observed=error_text(self.error),
                expected=expected,
            )
        return self.error


class Student:
    """Runs scenarios of this exercise for one check."""

    def __init__(self, session: Session, check: str) -> None:
        self._session = session
        self._check = check

    def run(self, function: str, **params: Any) -> Run:
        """Run ``function(student_module, **params)`` of ``scenarios.py`` in a fresh process.

        Args:
            function: name of the scenario.
            params: its parameters, plain JSON data.

        Raises:
            CheckEnded: no trustworthy answer (time limit, crash, ...): the check is decided.
            CourseError: the parameters are no JSON.
        """
        job = self._session.job("plain", function, params)
        answer, result = self._session.run(self._check, job)
        return Run(answer, result, self._session.spec.slug)

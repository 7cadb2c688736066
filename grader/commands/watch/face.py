"""What the loop tells of, and who shows it: a whole terminal, or plain lines."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from grader.commands.console import shown_path, write_output
from grader.commands.progress import Progress
from grader.errors import SubmissionError, UsageError
from grader.model import GradeReport, Verdict
from grader.text import harmless

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

    from grader.checks.session import Event
    from grader.commands.watch.loop import Loop
    from grader.commands.watch.regrading import Graded
    from grader.course import Course, Exercise
    from grader.errors import GradingError
    from grader.wording import Words


class Face(ABC):
    """Shows what the loop does.

    Args:
        course: where the exercises come from.
        exercise: the first one.
        words: the language.
        keyboard: descriptor of what is typed; None when there is nothing to read from.
    """

    takes_over = False
    """Whether this has a terminal for itself."""
    outlives_input = True
    """Whether a grading that runs at the end of the input is still waited for."""

    def __init__(
        self, course: Course, exercise: Exercise, words: Words, keyboard: int | None
    ) -> None:
        self.course = course
        self.exercise = exercise
        self.words = words
        self.keyboard = keyboard
        self.last: GradeReport | None = None
        """The latest grading of this exercise."""

    def shown(self) -> AbstractContextManager[object]:
        """Show something from here on."""
        return nullcontext()

    def aside(self) -> AbstractContextManager[object]:
        """Step aside: the user suspends the program."""
        return nullcontext()

    def get_ready(self) -> None:
        """Import what shows a result, while the first one is made."""
        import grader.commands.result
        import grader.reports  # noqa: F401  (kept for the function that uses it later)

    def switched(self, exercise: Exercise) -> None:
        """Another exercise is watched, or this one was changed."""
        self.exercise = exercise
        self.last = None

    @abstractmethod
    def grading(self, exercise: Exercise) -> None:
        """A grading begins."""

    @abstractmethod
    def step(self, event: Event) -> None:
        """A check begins or ends."""

    @abstractmethod
    def graded(self, graded: Graded) -> None:
        """A grading ended, and has a report."""

    @abstractmethod
    def failed(self, error: GradingError) -> None:
        """The exercise can't be graded at all."""

    @abstractmethod
    def typed(self, data: bytes, loop: Loop) -> None:
        """Somebody typed something."""

    @abstractmethod
    def resized(self) -> None:
        """The terminal has another size."""

    @abstractmethod
    def refresh(self) -> None:
        """Show what has changed."""

    @property
    def place(self) -> str:
        """The file that is watched, as the user would type it."""
        return shown_path(self.exercise.stub)

    @property
    def html(self) -> Path:
        """Where the HTML report is, once there is one."""
        return self.course.root / "reports" / f"{self.exercise.slug}.html"

    def remember(self, graded: Graded) -> RenderableType:
        """Note a grading, and show it as ``grader check`` does."""
        from grader.commands.check import translated, with_kit
        from grader.commands.result import next_step, result

        assert graded.report is not None
        report = with_kit(graded.report, self.course)
        Progress(self.course.root).remember(report)
        report = translated(report, self.exercise, self.words)
        self.last = report
        step = next_step(report, self.course, self.place, self.words, keys=self.takes_over)
        return result(report, step, shown_path(self.html), self.words)

    def write_report(self, graded: Graded) -> str | None:
        """Write the HTML report; why that could not be done."""
        from grader.reports import student_report

        assert self.last is not None
        handed_in = graded.submission
        source = ""
        if handed_in is not None and not isinstance(handed_in, SubmissionError):
            source = handed_in.text
        try:
            page = student_report(self.last, source, lang=self.words.language)
            write_output(self.html, page.encode())
        except UsageError as error:
            return f"{shown_path(self.html)}: {error.cause}"
        return None

    def score(self, report: GradeReport) -> str:
        """A grading in a line."""
        passed = sum(check.verdict is Verdict.PASSED for check in report.checks)
        return self.words("terminal.reached", score=report.score, n=report.max_score) + self.words(
            "terminal.passed", passed=passed, n=len(report.checks)
        )


def told(error: GradingError) -> str:
    """An error in its three parts."""
    return harmless(f"{error.subject}: {error.cause}.\n{error.remedy}")

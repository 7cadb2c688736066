"""Watching in a terminal of its own: the result in place, and keys."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from grader.commands import hints
from grader.commands.browser import open_report
from grader.commands.console import shown_path
from grader.commands.progress import Progress, next_on_path
from grader.commands.watch.face import Face, told
from grader.commands.watch.keys import Keys
from grader.commands.watch.view import View, now
from grader.text import number, one_line

if TYPE_CHECKING:
    from rich.console import RenderableType

    from grader.checks.session import Event
    from grader.commands.watch.loop import Loop
    from grader.commands.watch.regrading import Graded
    from grader.commands.watch.screen import Screen
    from grader.course import Course, Exercise
    from grader.errors import GradingError
    from grader.wording import Words


class Terminal(Face):
    """Shows the latest grading in place; see :class:`Face` for the other arguments.

    Args:
        screen: the terminal.
    """

    takes_over = True
    outlives_input = False

    def __init__(
        self, course: Course, exercise: Exercise, words: Words, keyboard: int, screen: Screen
    ) -> None:
        super().__init__(course, exercise, words, keyboard)
        self._screen = screen
        self._view = View(words)
        self._keys = Keys()
        self._hinted = 0
        """Hints that are shown above the result."""
        self._result: RenderableType | None = None
        self._done = 0
        self.switched(exercise)

    @contextlib.contextmanager
    def shown(self) -> Iterator[None]:
        """Take the terminal over, and give it back."""
        with self._screen:
            yield
        if self.last is not None:
            print(f"{self.exercise.slug}: {self.score(self.last)}  {shown_path(self.html)}")

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Give the terminal back for a while."""
        self._screen.__exit__(None, None, None)
        try:
            yield
        finally:
            self._screen.__enter__()
            self.refresh()

    def switched(self, exercise: Exercise) -> None:
        """Another exercise is watched, or this one was changed."""
        if exercise.slug != self.exercise.slug:
            self._hinted = 0
        super().switched(exercise)
        self._result = None
        self._view.place = self.place
        self._view.note = ""
        self._body()

    def grading(self, exercise: Exercise) -> None:
        """A grading begins."""
        self._done = 0
        self._view.note = ""
        self._view.status = self.words("watch.grading")
        self.refresh()

    def step(self, event: Event) -> None:
        """A check begins or ends."""
        if event.kind == "check_done":
            self._done += 1
        else:
            from grader.commands.check import titles

            title = titles(self.exercise, self.words)(event.title)
            self._view.status = self.words(
                "watch.step",
                done=self._done,
                total=len(self.exercise.spec.checks),
                title=one_line(title, 40),
            )

    def graded(self, graded: Graded) -> None:
        """A grading ended, and has a report: shown first, then written."""
        self._result = self.remember(graded)
        assert self.last is not None
        score = self.words("terminal.reached", score=self.last.score, n=self.last.max_score)
        took = number(round(graded.seconds, 1))
        self._view.status = self.words("watch.graded", score=score, time=now(), seconds=took)
        self._body()
        self.refresh()
        self._view.note = self.write_report(graded) or self._view.note

    def failed(self, error: GradingError) -> None:
        """The exercise can't be graded at all."""
        self.last = None
        self._result = Text(told(error), "red")
        self._view.status = now()
        self._body()

    def typed(self, data: bytes, loop: Loop) -> None:
        """Do what the keys mean."""
        for key in self._keys.feed(data):
            if key == "q":
                loop.quit()
                return
            self._view.note = ""
            if self._view.scroll(key):
                continue
            if key == "h":
                self._hint()
            elif key == "o":
                self._open()
            elif key == "r":
                loop.regrade()
            elif key == "n":
                self._next(loop)
            elif key == "redraw":
                self._screen.forget()

    def resized(self) -> None:
        """The terminal has another size."""
        self._screen.forget()

    def refresh(self) -> None:
        """Show what has changed."""
        self._screen.draw(self._view.frame(*self._screen.size()))

    def _hint(self) -> None:
        total = len(self.exercise.spec.hints)
        if total == 0:
            self._view.note = self.words("watch.no_hints")
            return
        if self._hinted == total:
            self._view.note = self.words("watch.hints_over")
        progress = Progress(self.course.root)
        given, saved = hints.one_more(self.exercise, progress, self._hinted)
        self._hinted = given
        if not saved:
            self._view.note = self.words("watch.not_saved", path=shown_path(progress.path.parent))
        self._body(from_end=True)

    def _open(self) -> None:
        if not self.html.is_file():
            self._view.note = self.words("watch.no_report")
        elif open_report(self.html, alone=False):
            self._view.note = self.words("watch.opened", path=shown_path(self.html))
        else:
            self._view.note = self.words("watch.no_browser", path=shown_path(self.html))

    def _next(self, loop: Loop) -> None:
        names = list(self.course.exercises)
        slug = next_on_path(self.course, Progress(self.course.root), after=self.exercise.slug)
        if slug is None:  # all solved: simply on along the path
            slug = names[(names.index(self.exercise.slug) + 1) % len(names)]
        loop.switch(slug)

    def _body(self, *, from_end: bool = False) -> None:
        parts: list[RenderableType] = []
        if self._result is None:
            parts += [Text(self.exercise.title(self.words.language), "bold")]
            parts += ["", Text(self.words("watch.first", place=self.place), "dim")]
        else:
            parts.append(self._result)
        if self._hinted:
            numbers = range(1, self._hinted + 1)
            parts += ["", *hints.rendered_hints(self.exercise, numbers, self.words)]
        self._view.show(*parts, from_end=from_end)

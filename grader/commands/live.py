"""Which check runs right now, on a terminal; nothing anywhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from grader.text import one_line

if TYPE_CHECKING:
    from types import TracebackType

    from rich.status import Status

    from grader.grading import Event
    from grader.wording import Words


class Live:
    """A spinner on standard error while checks run, gone when they are done.

    Args:
        total: how many checks there are.
        words: the language.
        titles: a check's title in that language.
        quiet: show nothing at all.
    """

    def __init__(
        self,
        total: int,
        words: Words,
        *,
        titles: Callable[[str], str] = str,
        quiet: bool = False,
    ) -> None:
        self.titles = titles
        self.words = words
        self.total = total
        self.quiet = quiet
        self.done = 0
        self._status: Status | None = None

    def __enter__(self) -> Live:
        if not self.quiet:
            from grader.commands.console import make_console

            console = make_console(stderr=True)
            if console.is_terminal and not console.is_dumb_terminal:
                self._status = console.status(self.words("terminal.starting"))
                self._status.start()
        return self

    def show(self, event: Event) -> None:
        """Take note of an event of the pipeline."""
        if event.kind == "check_done":
            self.done += 1
        elif self._status is not None:
            from rich.text import Text

            title = one_line(self.titles(event.title), 55)
            told = self.words("terminal.live", done=self.done, total=self.total, title=title)
            self._status.update(Text(told))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._status is not None:
            self._status.stop()

"""Which check runs right now, on a terminal; nothing anywhere else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from grader.text import one_line

if TYPE_CHECKING:
    from types import TracebackType

    from rich.status import Status

    from grader.grading import Event
    from grader.wording import Words


class Running:
    """One line about the check that runs; each time it is drawn, with the seconds since it began.

    Args:
        words: the language.
        done: checks that are decided.
        total: how many there are.
        title: of the one that runs.
        clock: seconds.
    """

    def __init__(
        self,
        words: Words,
        done: int,
        total: int,
        title: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._words = words
        self._places = {"done": done, "total": total, "title": title}
        self._clock = clock
        self._begun = clock()

    def __rich__(self) -> Any:
        from rich.text import Text

        seconds = int(self._clock() - self._begun)
        told = self._words("terminal.live", seconds=seconds, **self._places)
        return Text(told, no_wrap=True, overflow="ellipsis")


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
            title = one_line(self.titles(event.title), 200)
            self._status.update(Running(self.words, self.done, self.total, title))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._status is not None:
            self._status.stop()

"""The loop of ``grader watch``: saves, keys, signals and gradings, one after the other.

Everything that happens is a message in one queue, or a key; whoever puts a message also writes a
byte to a pipe, which wakes the loop. So all state is changed by one thread, and a signal handler
does no more than note its number: the loop ends between two messages, never in the middle of
something, and gives the terminal back on its way out.
"""

from __future__ import annotations

import contextlib
import os
import queue
import select
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader.commands.watch.regrading import Graded, Regrading, Step
from grader.commands.watch.saves import Saves
from grader.course import load_exercise
from grader.errors import CourseError, GradingError
from grader.intake import read_submission

if TYPE_CHECKING:
    from pathlib import Path

    from grader.commands.watch.face import Face
    from grader.course import Course, Exercise

LOOK = 1.0
"""Seconds between two looks at the files, for what no notice tells."""
BLINK = 0.2
"""Seconds that a file may be away: some editors delete it before they write it anew."""
ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT)
SIGNALLED = 128
"""What is added to a signal's number for the exit code, as shells do."""


class Loop:
    """Watches one exercise after the other, until somebody has enough.

    Args:
        course: where they come from.
        exercise: the first one.
        face: what shows the results, and knows which keys there are.
    """

    def __init__(self, course: Course, exercise: Exercise, face: Face) -> None:
        self.course = course
        self.exercise = exercise
        self.face = face
        self._messages: queue.SimpleQueue[Step | Graded | None] = queue.SimpleQueue()
        self._signals: list[int] = []
        self._wake = os.pipe()
        for end in self._wake:
            os.set_blocking(end, False)
        self._regrading = self._new_regrading()
        self._saves = self._new_saves()
        self._blinked = False
        self._over: int | None = None
        self._last_words = False

    def run(self) -> int:
        """Go on until the end; the exit code."""
        with contextlib.ExitStack() as closing:
            for end in self._wake:
                closing.callback(os.close, end)
            # Its threads may be told to end, and be waited for, when the terminal is back already.
            closing.callback(lambda: self._regrading.close())
            closing.callback(lambda: self._saves.close())
            with self._signals_heard(), self.face.shown():
                self.regrade()
                self.face.get_ready()
                while self._over is None:
                    self._turn()
        return self._over

    def quit(self, code: int = 0) -> None:
        """Leave the loop."""
        self._over = code

    def regrade(self) -> None:
        """Grade what is saved now."""
        self._regrading.ask()
        self.face.grading(self.exercise)

    def switch(self, slug: str) -> None:
        """Watch another exercise."""
        self._saves.close()
        self._regrading.close()
        self.exercise = self.course.exercise(slug)
        self._regrading = self._new_regrading()
        self._saves = self._new_saves()
        self.face.switched(self.exercise)
        self.regrade()

    def _turn(self) -> None:
        """Wait until something happens, and answer it."""
        reading = [self._wake[0]]
        keys = self.face.keyboard if not self._last_words else None
        if keys is not None:
            reading.append(keys)
        patience = self._regrading.patience()
        limits = [LOOK, *([] if patience is None else [patience]), *([BLINK] * self._blinked)]
        ready, _, _ = select.select(reading, [], [], min(limits))
        if self._wake[0] in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(self._wake[0], 1 << 12)
        while self._signals:
            self._signalled(self._signals.pop(0))
        if keys is not None and keys in ready:
            self._typed(keys)
        while not self._messages.empty() and self._over is None:
            told = self._messages.get()
            if told is not None:
                self._hear(told)
        self._regrading.enforce()
        self._look()
        if self._last_words and not self._regrading.busy:
            self.quit()
        self.face.refresh()

    def _look(self) -> None:
        """See whether a file was saved."""
        self._saves.notices()
        saved = self._saves.changed()
        if self.exercise.stub in saved or self._blinked:
            away = not self.exercise.stub.exists()
            if away and not self._blinked:
                self._blinked = True  # looked for once more, before it counts as deleted
            else:
                self._blinked = False
                self.regrade()
        if any(path != self.exercise.stub for path in saved):
            self._reload()

    def _reload(self) -> None:
        """The exercise itself was changed: its author is at work."""
        try:
            self.exercise = load_exercise(self.exercise.folder)
        except GradingError as error:
            self.face.failed(error)
            return
        self._regrading.close()
        self._regrading = self._new_regrading()
        self.face.switched(self.exercise)
        self.regrade()

    def _typed(self, keyboard: int) -> None:
        try:
            data = os.read(keyboard, 1 << 12)
        except OSError:  # what Linux says when a terminal is gone
            data = b""
        if data:
            self.face.typed(data, self)
        elif self.face.outlives_input:
            self._last_words = True
        else:
            self.quit()

    def _hear(self, told: Step | Graded) -> None:
        if isinstance(told, Step):
            if self._regrading.is_current(told):
                self.face.step(told.event)
            return
        error = told.error
        if isinstance(error, OSError):  # the exercise is away for a while, the disk is full, ...
            error = CourseError(
                str(self.exercise.folder), f"it can't be graded now ({error})", "Mend that."
            )
        if error is not None and not isinstance(error, GradingError):
            raise error
        if self._regrading.is_current(told):
            if told.report is not None:
                self.face.graded(told)
            elif error is not None:
                self.face.failed(error)
        self._regrading.ended(told)

    def _say(self, message: Step | Graded | None) -> None:
        """Called by other threads."""
        self._messages.put(message)
        # Full: awake already. Closed: nobody listens any more.
        with contextlib.suppress(BlockingIOError, OSError):
            os.write(self._wake[1], b".")

    def _new_regrading(self) -> Regrading:
        from grader.grading import Host

        course, exercise = self.course, self.exercise
        return Regrading(
            lambda: Host(course, exercise),
            lambda: read_submission(exercise.stub, exercise.slug),
            self._say,
        )

    def _new_saves(self) -> Saves:
        one = self.exercise
        files: list[Path] = [one.stub, one.folder / "exercise.toml", one.tests, one.scenarios]
        return Saves(files, lambda: self._say(None))

    def _signalled(self, number: int) -> None:
        if number == signal.SIGWINCH:
            self.face.resized()
        elif number == signal.SIGTSTP:
            with self.face.aside():
                # Not SIGSTOP: where there is no shell to wake us, the system ignores this one.
                signal.signal(signal.SIGTSTP, signal.SIG_DFL)
                os.kill(os.getpid(), signal.SIGTSTP)
                signal.signal(signal.SIGTSTP, self._note)
        else:
            self.quit(SIGNALLED + number)

    def _note(self, number: int, frame: object) -> None:
        self._signals.append(number)

    @contextlib.contextmanager
    def _signals_heard(self) -> Iterator[None]:
        """Turn signals into wake-ups of the loop, for as long as it lasts."""
        numbers = [*ENDING, *((signal.SIGWINCH, signal.SIGTSTP) if self.face.takes_over else ())]
        before = {number: signal.getsignal(number) for number in numbers}
        wake = signal.set_wakeup_fd(self._wake[1], warn_on_full_buffer=False)
        try:
            for number in numbers:
                if before[number] is not signal.SIG_IGN:  # as nohup has it
                    signal.signal(number, self._note)
            yield
        finally:
            signal.set_wakeup_fd(wake)
            for number, handler in before.items():
                signal.signal(number, signal.SIG_DFL if handler is None else handler)

"""A terminal that is taken over for a while, and given back as it was, whatever happens.

Theory of operation. Entering notes the terminal's settings, turns off echo and line editing (and
Ctrl-C as a signal: it is a key here, so that a ``make`` around us is not killed by it), and goes to
the alternate screen. Leaving undoes all of it in the opposite order, twice if need be, and also
when the terminal is gone. Nothing else ever changes a mode, so whoever runs this inside ``with``
gives the terminal back on a return, an exception and every signal that is turned into either.

A frame is a list of lines, one a row. Only rows that differ from the last frame are written, all
in one write, so nothing flickers. No row can wrap into the next one, since wrapping is off.
"""

from __future__ import annotations

import contextlib
import os
import termios
from types import TracebackType
from typing import Any, Self

_ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J"
"""Alternate screen, no cursor, no wrapping, empty."""
_LEAVE = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l"
_BEGIN, _END = "\x1b[?2026h", "\x1b[?2026l"
"""Show what comes between at once; terminals that do not know this ignore it."""
_DISABLED = b"\x00"


class Screen:
    """A whole terminal for our frames; a context manager.

    Args:
        reading: descriptor of the terminal that keys come from.
        writing: descriptor of the terminal that shows.
        encoding: of its characters; what it can't show is escaped.
    """

    def __init__(self, reading: int, writing: int, encoding: str = "utf-8") -> None:
        self._encoding = encoding
        self._reading = reading
        self._writing = writing
        self._before: list[Any] | None = None
        self._shown: list[str] = []

    def size(self) -> tuple[int, int]:
        """Columns and rows; what was usual once, where the terminal does not know."""
        try:
            columns, rows = os.get_terminal_size(self._writing)
        except OSError:
            return 80, 24
        return columns or 80, rows or 24

    def draw(self, frame: list[str]) -> None:
        """Show ``frame``, one line a row from the top.

        Raises:
            OSError: the terminal is gone.
        """
        rows = max(len(frame), len(self._shown))
        wanted = frame + [""] * (rows - len(frame))
        before = self._shown + [""] * (rows - len(self._shown))
        changed = [
            f"\x1b[{row};1H\x1b[0m\x1b[2K{line}"
            for row, (line, old) in enumerate(zip(wanted, before, strict=True), 1)
            if line != old
        ]
        if changed:
            self._write("".join([_BEGIN, *changed, _END]))
        self._shown = frame

    def forget(self) -> None:
        """Clear the screen: its size changed, or somebody else wrote on it."""
        self._shown = []
        self._write("\x1b[2J")

    def __enter__(self) -> Self:
        settings = termios.tcgetattr(self._reading)
        self._before = list(settings)
        controls = list(settings[6])
        controls[termios.VMIN], controls[termios.VTIME] = 1, 0
        controls[termios.VINTR] = _DISABLED
        settings[3] &= ~(termios.ECHO | termios.ICANON)
        settings[6] = controls
        try:
            termios.tcsetattr(self._reading, termios.TCSADRAIN, settings)
            self._shown = []
            self._write(_ENTER)
        except BaseException:
            self._restore()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._restore()

    def _restore(self) -> None:
        with contextlib.suppress(OSError):
            self._write(_LEAVE)
        if self._before is not None:
            # What was typed and not read is dropped: it was meant for us, not for the shell.
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self._reading, termios.TCSAFLUSH, self._before)

    def _write(self, text: str) -> None:
        data = text.encode(self._encoding, "backslashreplace")
        while data:
            data = data[os.write(self._writing, data) :]

"""What the watching terminal shows, as lines: a head, a part of the result, the keys."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.console import Group, RenderableType
from rich.text import Text

from grader.commands.console import make_console, rendered
from grader.text import harmless, one_line

if TYPE_CHECKING:
    from grader.wording import Words

MIN_BODY = 3
"""Rows for the result below which head and foot give way."""
_END = 1 << 30
"""A line below all."""


class View:
    """Lines for a terminal of any size. Nothing here knows what a grading is.

    Args:
        words: the language.
    """

    def __init__(self, words: Words) -> None:
        self._words = words
        self._console = make_console()
        self.place = ""
        """The file that is watched, as the user would type it."""
        self.status = ""
        """What happens now, or what happened last."""
        self.note = ""
        """An answer to a key."""
        self._body: RenderableType = ""
        self._lines: list[str] = []
        self._width = 0
        self._top = 0
        self._height = 1

    def show(self, *body: RenderableType, from_end: bool = False) -> None:
        """Show something else, from its top or (as much as there is room for) its end."""
        self._body = Group(*body)
        self._width = 0
        self._top = _END if from_end else 0

    def scroll(self, key: str) -> bool:
        """Move within the body; whether ``key`` means that."""
        page = max(self._height - 2, 1)
        moves = {"up": -1, "down": 1, "page up": -page, "page down": page}
        if key in moves:
            self._top += moves[key]
        elif key == "home":
            self._top = 0
        elif key == "end":
            self._top = _END
        else:
            return False
        self._bound()
        return True

    def frame(self, columns: int, rows: int) -> list[str]:
        """The lines of a terminal of this size."""
        if columns != self._width:
            self._console.width = columns
            lines = rendered(self._console, self._body).split("\n")
            while lines and not lines[-1].strip():
                lines.pop()
            self._lines, self._width = lines, columns
        framed = rows >= MIN_BODY + 4
        self._height = max(rows - (4 if framed else 1), 1)
        self._bound()
        body = self._lines[self._top : self._top + self._height]
        body += [""] * (self._height - len(body))
        keys = self._keys(columns)
        if not framed:
            return [*body, keys][:rows]
        head = self._line(f" {self.place}", f"{self.status} ", columns, "bold reverse")
        position = self._position()
        if cell_len(self.note) + cell_len(position) >= columns:
            position = ""  # where there is room for one of them, the answer to a key goes first
        return [head, "", *body, self._line(self.note, position, columns, "dim"), keys]

    def _bound(self) -> None:
        self._top = max(0, min(self._top, len(self._lines) - self._height))

    def _position(self) -> str:
        """Which part of the body is shown, where that is not the whole."""
        total = len(self._lines)
        if total <= self._height:
            return ""
        last = min(self._top + self._height, total)
        arrows = ("↑" if self._top else " ") + ("↓" if last < total else " ")
        return self._words("watch.position", first=self._top + 1, last=last, total=total) + (
            f" {arrows}"
        )

    def _keys(self, columns: int) -> str:
        """The keys, as many as there is room for."""
        text = ""
        for name in self._words("watch.keys").split("  "):
            longer = f"{text}  {name}" if text else f" {name}"
            if cell_len(longer) > columns:
                break
            text = longer
        return text

    def _line(self, left: str, right: str, columns: int, style: str) -> str:
        """One line: something at either end; the left gives way."""
        left, right = one_line_kept(left), one_line_kept(right)
        room = max(columns - cell_len(right) - 1, 0)
        if cell_len(left) > room:
            left = set_cell_size(left, max(room - 1, 0)) + "…" if room else ""
        filled = set_cell_size(left, columns - min(cell_len(right), columns)) + right
        line = Text(set_cell_size(filled, columns), style, no_wrap=True, overflow="crop")
        return rendered(self._console, line).split("\n")[0]


def one_line_kept(text: str) -> str:
    """``text`` harmless and on one line, with its outer blanks."""
    lead = " " if text.startswith(" ") else ""
    trail = " " if text.endswith(" ") else ""
    return f"{lead}{one_line(harmless(text), 400)}{trail}" if text.strip() else ""


def now() -> str:
    """The time of day."""
    return time.strftime("%H:%M:%S")

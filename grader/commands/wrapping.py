"""Text that breaks where Chinese may be broken.

Rich breaks a line at blanks only, so a Chinese sentence, which has none, is cut wherever the line
is full, or torn apart at the few foreign words in it. Here a line may also break beside any Chinese
character, but no line begins with a closing sign or ends with an opening one (the rule of GB/T
15834 and of Unicode's annex 14, in short). Text without Chinese breaks as Rich breaks it.
"""

from __future__ import annotations

import re
from typing import Any

from rich.cells import cell_len
from rich.containers import Lines
from rich.text import Text

_WIDE = "\u2e80-\u303f\u3040-\u9fff\uf900-\ufaff\uff00-\uff60"
_CLOSING = "，。、；：？！）》】」』”’…％"
_OPENING = "（《【「『“‘"
_HAS_WIDE = re.compile(f"[{_WIDE}]")
_PIECE = re.compile(
    rf"[{_OPENING}]*(?:[{_WIDE}]|[^\s{_WIDE}{_OPENING}{_CLOSING}]+|(?<!\S)(?=[{_CLOSING}]))"
    rf"[{_CLOSING}]*\s*|\s+|."
)


class Wrapped(Text):
    """A text that is wrapped by these rules."""

    def wrap(self, console: Any, width: int, **options: Any) -> Lines:
        """As Rich does it, after the breaks that it would not find."""
        if options.get("no_wrap") or self.no_wrap or not _HAS_WIDE.search(self.plain):
            return super().wrap(console, width, **options)
        lines = Lines()
        for line in self.split(allow_blank=True):
            for part in line.divide(breaks(line.plain, width)):
                part.rstrip()
                lines.extend(Text.wrap(part, console, width, **options))
        return lines


def breaks(text: str, width: int) -> list[int]:
    """Where to break one line of ``text`` for ``width`` cells, as indices."""
    found, used = [], 0
    for piece in _PIECE.finditer(text):
        length = cell_len(piece[0].rstrip())
        if used and used + length > width:
            found.append(piece.start())
            used = 0
        used += cell_len(piece[0])
        if used > width and length > width:  # Rich folds what fits on no line
            used %= width
    return found

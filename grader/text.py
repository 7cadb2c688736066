"""Hostile text made harmless, and numbers made readable. A leaf: imports nothing of the grader.

Whatever a submission printed, raised or named may hold terminal escapes, control characters or
direction marks that make a line read otherwise than it is. Every room that shows such text
(terminal, HTML, annotations, exports) passes it through :func:`harmless` first. That is not
a replacement for the escaping that each format needs on top.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and newline
    # Invisible characters, and those that change the direction:
    "\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff"  # interlinear marks, no characters, tags
    "\ud800-\udfff]"  # lone surrogates can't be encoded at all
)


def harmless(text: str) -> str:
    """Replace what could steer a terminal or a reader by its escape, as ``\\x1b``.

    Newlines and tabs stay. ``\\r\\n`` and a single ``\\r`` become a newline, so that nothing can
    be overwritten and no line vanishes.
    """
    return _UNSAFE.sub(_escaped, text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str, limit: int = 200) -> str:
    """Make ``text`` harmless and put it on one line of ``limit`` characters at most."""
    return cut(" ".join(harmless(text[: limit * 8]).split()), limit)


def cut(text: str, limit: int) -> str:
    """Shorten ``text`` to ``limit`` characters, the last of which then is an ellipsis."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)] + "…"


def cut_lines(
    text: str,
    lines: int,
    width: int = 2000,
    said: Callable[[int], str] = lambda n: f"… {plural(n, 'line')} left out …",
) -> str:
    """Keep the first and last parts of ``text``, with a line between that says what was left out.

    Args:
        text: any number of lines.
        lines: how many lines to keep at most.
        width: characters to keep of each.
        said: that so many lines are left out.
    """
    whole = text.split("\n")
    if len(whole) > lines:
        head = (lines + 1) // 2
        tail = lines - head
        whole = [*whole[:head], said(len(whole) - lines), *whole[len(whole) - tail :]]
    return "\n".join(cut(line, width) for line in whole)


def number(value: float) -> str:
    """Write points without needless zeros: ``2``, ``0.5``, ``3.33``."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def plural(count: float, noun: str) -> str:
    """Write a count with its noun: ``1 point``, ``2.5 points``."""
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def _escaped(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"

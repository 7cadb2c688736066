"""Sentences with places: found in a text, and filled anew in another language.

Theory of operation. A template is literal parts with places between them. A text fits when it
begins with the first part, ends with the last, and has the others in this order between; each is
taken where it comes first. That finds a fit whenever there is one, in time linear in the text, and
never goes back: the values are hostile, and a regular expression with six places would take the
sixth power of their length.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping

from grader.model import Record

_CJK = (("\u2e80", "\u9fff"), ("\uf900", "\ufaff"), ("\uff00", "\uffef"))
_FORMATTER = string.Formatter()


class Template(Record, frozen=True):
    """``{thread} waits at line {line}``, taken apart."""

    parts: tuple[str, ...]
    """The literal parts, one more than there are places."""
    names: tuple[str, ...]

    @property
    def weight(self) -> int:
        """Characters that are literal: what fits the heavier template fits it better."""
        return sum(map(len, self.parts))

    def match(self, text: str) -> dict[str, str] | None:
        """What stands in the places of ``text``; None when it does not fit."""
        first, *middle = self.parts
        if not middle:
            return {} if text == first else None
        last = middle.pop()
        end = len(text) - len(last)
        if not (text.startswith(first) and text.endswith(last) and len(first) <= end):
            return None
        at, found = len(first), []
        for part in middle:
            following = text.find(part, at, end)
            if following < 0:
                return None
            found.append(text[at:following])
            at = following + len(part)
        found.append(text[at:end])
        return dict(zip(self.names, found, strict=True))

    def fits(self, text: str) -> Iterator[dict[str, str]]:
        """Every way in which ``text`` fits, where there is one part between two places."""
        if len(self.parts) != 3:
            found = self.match(text)
            yield from () if found is None else (found,)
            return
        first, middle, last = self.parts
        end = len(text) - len(last)
        if not (text.startswith(first) and text.endswith(last) and len(first) <= end):
            return
        at = text.find(middle, len(first), end)
        while at >= 0:
            values = (text[len(first) : at], text[at + len(middle) : end])
            yield dict(zip(self.names, values, strict=True))
            at = text.find(middle, at + 1, end)

    def fill(self, values: Mapping[str, str]) -> str:
        """The text with ``values`` in its places.

        Chinese is written without the blanks that stand around foreign words, so a blank is left
        out where the value begins or ends in Chinese itself.
        """
        text = self.parts[0]
        for name, part in zip(self.names, self.parts[1:], strict=True):
            value = values[name]
            text = _joined(_joined(text, value), part)
        return text


def read_template(text: str) -> Template:
    """Take ``text`` apart; ``{{`` and ``}}`` are braces.

    Raises:
        ValueError: it is not well formed.
    """
    parts, names = [""], []
    for literal, name, spec, conversion in _FORMATTER.parse(text):
        parts[-1] += literal
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            raise ValueError(f"{{{name}}} is no plain name of a place")
        names.append(name)
        parts.append("")
    return Template(parts=tuple(parts), names=tuple(names))


def is_cjk(char: str) -> bool:
    """Whether ``char`` is Chinese, its punctuation included."""
    return any(low <= char <= high for low, high in _CJK)


def _joined(left: str, right: str) -> str:
    """``left`` and ``right`` without a blank between two Chinese characters."""
    if left.endswith(" ") and is_cjk(right[:1] or "a") and is_cjk(left[-2:-1] or "a"):
        left = left[:-1]
    elif right.startswith(" ") and is_cjk(left[-1:] or "a") and is_cjk(right[1:2] or "a"):
        right = right[1:]
    return left + right

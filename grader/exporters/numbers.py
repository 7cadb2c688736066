"""Numbers as gradebooks write them, with a decimal point or a decimal comma."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NUMBER = re.compile(r"-?[0-9][0-9.,]*|-?[.,][0-9]+")
_DECIMALS = re.compile(r"([.,])([0-9]+)\s*$")


def read_number(text: str) -> float | None:
    """Read ``87.5``, ``87,50`` or ``1.234,5``: the last separator is the decimal one.

    Canvas reads its own files so (``decimal_comma_to_period`` in its ``gradebook_importer.rb``).
    """
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        return None
    *whole, last = re.split("[.,]", text)
    try:
        return float("".join(whole) + "." + last) if whole else float(last)
    except ValueError:
        return None


class Style:
    """How a file writes numbers: which separator, and how many decimals at least."""

    def __init__(self, separator: str = ".", decimals: int = 0) -> None:
        self.separator = separator
        self.decimals = decimals

    @classmethod
    def of(cls, cells: Iterable[str]) -> Style:
        """Learn the style from the cells of a column; a decimal point where none tells.

        Args:
            cells: texts of numbers; others are passed over.
        """
        separator, decimals = ".", 0
        for text in cells:
            found = _DECIMALS.search(text)
            if found and read_number(text) is not None:
                separator, decimals = found.group(1), max(decimals, len(found.group(2)))
        return cls(separator, decimals)

    def write(self, value: float) -> str:
        """Write ``value`` with two decimals at most, and as many as the file has at least."""
        text = f"{value:.2f}".rstrip("0").rstrip(".")
        if text == "-0":
            text = "0"
        whole, _, rest = text.partition(".")
        rest = rest.ljust(min(self.decimals, 2), "0")
        return whole + (self.separator + rest if rest else "")

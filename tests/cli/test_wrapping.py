"""Chinese on a terminal: where its lines break, and how wide it is."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from grader.commands.wrapping import Wrapped, breaks

CHINESE = (
    "对 Counter.value 做了 2 次更新，丢了一次：Thread-1 (add) 和 Thread-2 (add) "  # noqa: RUF001
    "都读到了 0（第 19 行），这时两者都还没有写入 1（第 19 行）。“好的”，请用 `with lock:`。"  # noqa: RUF001
)


def lines_of(text: Text, width: int) -> list[str]:
    console = Console(width=width, file=None, color_system=None)
    return [line.plain for line in text.wrap(console, width)]


@pytest.mark.parametrize("width", range(12, 90))
def test_no_line_is_too_wide_or_begins_with_a_closing_sign(width):
    """Nor ends with an opening one; and nothing but blanks is lost."""
    lines = lines_of(Wrapped(CHINESE, overflow="fold"), width)
    assert "".join("".join(lines).split()) == "".join(CHINESE.split())
    assert all(cell_len(line) <= width for line in lines)
    assert not [line for line in lines if line[:1] in "，。：）”"]  # noqa: RUF001
    assert not [line for line in lines if line.rstrip()[-1:] in "（“"]  # noqa: RUF001


@pytest.mark.parametrize("width", [30, 40, 60, 78])
def test_lines_are_filled(width):
    """A foreign word in a sentence does not leave half a line empty."""
    lines = lines_of(Wrapped(CHINESE, overflow="fold"), width)
    assert all(cell_len(line) > width - 14 for line in lines[:-1])


@pytest.mark.parametrize(
    "text", ["plain words that go on for a while", "", "x" * 200, "a  b\n\n c"]
)
def test_text_without_chinese_breaks_as_ever(text):
    """As Rich breaks it."""
    assert lines_of(Wrapped(text, overflow="fold"), 12) == lines_of(Text(text, overflow="fold"), 12)


def test_a_word_wider_than_the_line_is_folded():
    """Such as a digest in a Chinese sentence."""
    lines = lines_of(Wrapped("值是 " + "f" * 50 + " 吗", overflow="fold"), 20)
    assert all(cell_len(line) <= 20 for line in lines)
    assert "".join(lines).replace(" ", "").count("f") == 50


def test_nothing_breaks_where_all_fits():
    """In one line."""
    assert breaks("短的一行", 8) == []
    assert breaks("短的一行", 7) == [3]

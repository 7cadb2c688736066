"""The line that says which check runs."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from rich.spinner import Spinner

from grader.commands.live import Running
from grader.wording import words_of


@pytest.mark.parametrize("width", [40, 80, 200])
def test_one_line_tells_which_check_runs_and_for_how_long(width):
    """However narrow the terminal, and however long the title."""
    now = 100.0
    line = Running(words_of("en"), 2, 9, "No addition is lost " * 20, clock=lambda: now)
    now = 103.9
    console = Console(file=io.StringIO(), width=width)
    with console.capture() as captured:
        console.print(Spinner("dots", text=line))
    (shown,) = captured.get().splitlines()
    assert "2 of 9 done, 3 s: No addition" in shown
    assert len(shown) <= width

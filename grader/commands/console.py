"""Consoles that take no text for markup, and are plain when nobody looks at a terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import UsageError
from grader.files import write_whole

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


def make_console(*, stderr: bool = False) -> Console:
    """A console on standard output, or on standard error.

    Text given to it is never read as markup, emoji codes or something to highlight, so hostile
    text stays text. With ``NO_COLOR`` it is as plain as in a pipe.
    """
    from rich.console import Console

    plain = bool(os.environ.get("NO_COLOR"))
    return Console(
        file=sys.stderr if stderr else sys.stdout,
        markup=False,
        emoji=False,
        highlight=False,
        color_system=None if plain else "auto",
        legacy_windows=False,
    )


def show(shown: RenderableType) -> None:
    """Print ``shown`` on standard output."""
    print(rendered(make_console(), shown), end="")


def rendered(console: Console, shown: RenderableType) -> str:
    """``shown`` as ``console`` would print it, without the blanks that only fill up lines."""
    with console.capture() as captured:
        console.print(shown)
    return "\n".join(line.rstrip(" ") for line in captured.get().split("\n"))


def shown_path(path: os.PathLike[str]) -> str:
    """``path`` as a user would type it here: relative when it is below the current folder."""
    relative = os.path.relpath(path)
    return os.path.normpath(path) if relative.startswith("..") else relative


def write_output(path: Path, data: bytes) -> None:
    """Write a file that the user asked for, with the folders that it needs.

    Raises:
        UsageError: it can't be written there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    except OSError as error:
        raise UsageError(
            str(path), f"it can't be written ({error.strerror})", "Name another place."
        ) from None

"""Opening a report in the user's browser, where there is one.

``$BROWSER`` comes first: commands separated by colons, ``%s`` for the address, as the standard
library's ``webbrowser`` and other programs read it. Then what the system has: ``open`` (macOS),
``wslview`` (WSL), ``xdg-open`` (a Linux desktop). A machine without a display has none.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

IN_TERMINAL = frozenset({"browsh", "carbonyl", "elinks", "links", "links2", "lynx", "w3m"})
"""Browsers that need the terminal for themselves."""
_SOON = 1.0
"""Seconds in which a command that can't open anything says so."""


def open_report(path: Path, *, alone: bool) -> bool:
    """Show a file in a browser.

    Args:
        path: of the file.
        alone: whether the terminal is free for a browser that runs in it.

    Returns:
        Whether a browser was started.
    """
    address = path.resolve().as_uri()
    return any(_started(command, alone) for command in commands(address))


def commands(address: str) -> Iterator[list[str]]:
    """What to try, the best first.

    Args:
        address: what to open.
    """
    for entry in os.environ.get("BROWSER", "").split(os.pathsep):
        try:
            words = shlex.split(entry)
        except ValueError:
            continue
        if words and words[-1] == "&":
            words.pop()
        if words:
            given = [word.replace("%s", address) for word in words]
            yield given if given != words else [*words, address]
    if sys.platform == "darwin":
        yield ["open", address]
        return
    if _is_wsl():
        yield ["wslview", address]
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        yield ["xdg-open", address]


def _started(command: list[str], alone: bool) -> bool:
    if shutil.which(command[0]) is None:
        return False
    if Path(command[0]).name in IN_TERMINAL:
        return alone and subprocess.run(command, check=False).returncode == 0
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        return process.wait(_SOON) == 0
    except subprocess.TimeoutExpired:  # it is the browser itself
        return True


def _is_wsl() -> bool:
    return "microsoft" in os.uname().release.lower()

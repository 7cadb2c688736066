"""The most memory that a process and its descendants used together, each page counted once."""

from __future__ import annotations

import threading
from pathlib import Path

from grader.sandbox.tree import tree_of

PAUSE = 0.1
"""Seconds between two looks."""


class Peak:
    """Looks again and again until it is left."""

    def __init__(self) -> None:
        self.bytes = 0
        self._root = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def follow(self, root: int) -> None:
        """Begin to look at process ``root``."""
        self._root = root
        self._thread.start()

    def __enter__(self) -> Peak:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if self._root:
            self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(PAUSE):
            self.bytes = max(self.bytes, sum(map(_pss, tree_of(self._root))))


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:")), 0)

"""The schedule explorer: runs a program under every schedule that matters.

>>> result = explore(student, scenario, "two_increments", {}, Options())
>>> [outcome["kind"] for outcome in result["outcomes"]]

It runs inside the sandbox, beside the student's code, and returns plain data;
the verdict is computed elsewhere. See docs/EXPLORER.md.
"""

from __future__ import annotations

from grader.student.explore.explorer import explore_program as explore
from grader.student.explore.explorer import replay_program as replay
from grader.student.explore.options import Options, Source
from grader.student.explore.prepared import Prepared, pack, prepare_quietly, unpack

__all__ = [
    "Options",
    "Prepared",
    "Source",
    "explore",
    "pack",
    "prepare_quietly",
    "replay",
    "unpack",
]

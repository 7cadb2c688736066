"""Takes the engine's inner modules out of the student's sight.

``sys.modules`` and the attributes of the packages are where a program would look for them by
name. The modules themselves go on working: they hold references to each other. Whoever
imports one of them again gets a fresh copy that nobody uses. What scenarios import stays.
"""

from __future__ import annotations

import sys

STAYS = frozenset(
    {"grader", "grader.student"}
    | {
        "grader.student." + name
        for name in (
            "leaks",
            "portable",
            "procfs",
            "quiescence",
            "recorder",
            "referee",
            "rendezvous",
            "tasks",
            "together",
            "toolkit",
        )
    }
)


def draw() -> None:
    """Hide every module of the engine but those in ``STAYS``."""
    for name in [name for name in sys.modules if name.startswith("grader.")]:
        if name not in STAYS:
            del sys.modules[name]
            package, _, last = name.rpartition(".")
            holder = sys.modules.get(package)
            if holder is not None:
                vars(holder).pop(last, None)

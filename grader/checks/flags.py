"""Flagged findings: what the audit hook saw, in words for the person who looks at it.

A flag never changes a score. Its fields come from a hostile process and are read as such.
"""

from __future__ import annotations

from typing import Any

from grader.checks.render import one_line
from grader.model import Flag

MEANINGS: dict[str, str] = {
    "frame-walking": "walks the stack of the code that calls it",
    "gc-probing": "searches the garbage collector for objects that it was not given",
    "ctypes": "uses ctypes, with which any memory of its process can be changed",
    "patched-engine": "changes the grader's code in its own process",
    "patched-module": "changes a module of the standard library",
    "tracing": "installs a trace or profile function",
    "audit": "installs an audit hook",
}
"""By kind: what the submission does, to follow "the submission"."""


def flag_of(raw: Any, module: str, check: str | None) -> Flag | None:
    """Read one report of the audit hook; None when it has no kind."""
    if not isinstance(raw, dict) or not isinstance(raw.get("kind"), str) or not raw["kind"]:
        return None
    kind = one_line(raw["kind"], 40)
    line = raw.get("line")
    said = raw.get("message")
    detail = one_line(said, 200) if isinstance(said, str) else ""
    meaning = MEANINGS.get(kind)
    message = f"The submission {meaning}" if meaning else f"The submission was reported: {kind}"
    return Flag(
        kind=kind,
        message=f"{message} ({detail})." if detail else f"{message}.",
        file=f"{module}.py" if raw.get("file") else None,
        line=line if type(line) is int and 0 < line < 10**7 else None,
        check=check,
    )

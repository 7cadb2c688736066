"""Flagged findings: what the audit hook saw, in words for the person who looks at it.

A flag never changes a score. Its fields come from a hostile process and are read as such.
"""

from __future__ import annotations

from typing import Any

from grader.checks.render import one_line
from grader.model import Flag

MEANINGS: dict[str, str] = {
    "frame-walking": "walks the stack of the code that calls it",
    "gc-probing": "searches the interpreter for objects that it was not given",
    "ctypes": "uses ctypes, with which any memory of its process can be changed",
    "patched-engine": "changes the grader's code in its own process",
    "patched-library": "changes modules of the standard library that its checks rely on",
    "not-followed": "does what the explorer can't follow",
    "undecided": "kept a check from being decided",
    "tracing": "sets a trace or profile function",
}
"""By kind, to follow "the submission"; used where the hook says nothing itself."""


def flag_of(raw: Any, module: str, check: str | None) -> Flag | None:
    """Read one report of the audit hook; None when it has no kind."""
    if not isinstance(raw, dict) or not isinstance(raw.get("kind"), str) or not raw["kind"]:
        return None
    kind = one_line(raw["kind"], 40)
    line = raw.get("line")
    said = raw.get("message")
    detail = one_line(said, 200) if isinstance(said, str) else ""
    detail = detail.rstrip(". ")
    if detail.startswith("it "):
        message = f"The submission {detail.removeprefix('it ')}."
    elif kind in MEANINGS:
        message = f"The submission {MEANINGS[kind]}."
    else:
        message = f"The submission was reported: {kind}{f' ({detail})' if detail else ''}."
    return Flag(
        kind=kind,
        message=message,
        file=f"{module}.py" if raw.get("file") else None,
        line=line if type(line) is int and 0 < line < 10**7 else None,
        check=check,
    )

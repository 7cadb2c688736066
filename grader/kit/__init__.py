"""The student kit: a repository for students, made of a course.

Hidden checks and solutions never stand in it in clear; docs/KIT.md is the instructor's guide. What
is named here is imported when it is first used: `grader check` needs little of it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.kit.changes import Change, inspect
    from grader.kit.facts import KitFacts
    from grader.kit.flags import reported, told
    from grader.kit.key import CourseKey, new_key, parse_key, read_key, write_key
    from grader.kit.layout import is_kit, read_kit, stub_of
    from grader.kit.opening import course_in, reference
    from grader.kit.releasing import Release, ReleaseOptions, release

__all__ = [
    "Change",
    "CourseKey",
    "KitFacts",
    "Release",
    "ReleaseOptions",
    "course_in",
    "inspect",
    "is_kit",
    "new_key",
    "parse_key",
    "read_key",
    "read_kit",
    "reference",
    "release",
    "reported",
    "stub_of",
    "told",
    "write_key",
]

_HOMES = {
    "changes": ("Change", "inspect"),
    "facts": ("KitFacts",),
    "flags": ("reported", "told"),
    "key": ("CourseKey", "new_key", "parse_key", "read_key", "write_key"),
    "layout": ("is_kit", "read_kit", "stub_of"),
    "opening": ("course_in", "reference"),
    "releasing": ("Release", "ReleaseOptions", "release"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)

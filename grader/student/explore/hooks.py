"""What the instrumented code calls: each hook makes one visible operation.

A hook returns the operand that it was given; the access itself is made by the
student's code right after. Nothing runs between the two, so to the schedule
they are one. Every hook returns at once while the execution is quiet.

They stand in three files: before attributes and names (``attribute_hooks``),
before items and methods of containers (``item_hooks``), before calls and at the
turns of loops (``call_hooks``).
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

from grader.student.explore import attribute_hooks, call_hooks, item_hooks
from grader.student.explore.foreign import standins
from grader.student.explore.steady import steady

HOOKS: dict[str, Callable[..., Any]] = {
    "@" + name[5:]: function
    for module in (attribute_hooks, item_hooks, call_hooks)
    for name, function in vars(module).items()
    if name.startswith("hook_")
}
HOOKS["@globals"] = builtins.globals
HOOKS["@steady"] = steady
HOOKS.update(standins(HOOKS))

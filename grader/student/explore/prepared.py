"""A program that is ready to be explored: parsed, instrumented and compiled.

That takes tens of milliseconds and is alike for every exploration around one submission, so it is
done once: for the student's text in a process that runs nothing of it, and carried over as bytes;
for the scenarios, which are trusted, in the zygote, and kept for as many submissions as it sees.
"""

from __future__ import annotations

import ast
import marshal
import sys
import warnings
from collections.abc import Sequence
from types import CodeType
from typing import NamedTuple

from grader.student.explore.options import Source
from grader.student.explore.transform import Sites, bound_attributes, instrument

TOGETHER = "grader.student.together"  # looks up threading when called, so it can be kept
CONTROLLED = frozenset(
    {"threading", "_thread", "queue", "time", "concurrent", "functools", "multiprocessing"}
)


Places = list[tuple[str, int]]


class Part(NamedTuple):
    """What one text determines."""

    lines: Places
    """The places of its hooks; see ``transform.Sites``."""
    code: CodeType
    stored: set[str]
    """Names of attributes that it may bind."""
    imports: list[str]
    """The library modules that it imports."""


class Prepared(NamedTuple):
    """A program: a student's module, and scenarios, whose sites come first."""

    student: Part
    scenario: Part

    @property
    def lines(self) -> Places:
        """The places of all hooks, by site."""
        return [*self.scenario.lines, *self.student.lines]


def prepare(student: Source, scenario: Source) -> Prepared:
    """Prepare a program.

    Raises:
        SyntaxError, ValueError, RecursionError: as ``compile`` does, for either text.
    """
    driving = prepare_part(scenario, ())
    return Prepared(prepare_part(student, driving.lines), driving)


def prepare_part(source: Source, before: Sequence[tuple[str, int]]) -> Part:
    """Prepare one text, whose sites follow those of ``before``.

    Raises:
        SyntaxError, ValueError, RecursionError: as ``compile`` does.
    """
    sites = Sites(before)
    tree = instrument(source.text, source.filename, sites)
    code = compile(tree, source.filename, "exec", dont_inherit=True)
    own = sites.lines[len(before) :]
    return Part(own, code, bound_attributes(source.text), library_imports(source.text))


def prepare_quietly(source: Source, before: Sequence[tuple[str, int]]) -> Part | None:
    """As :func:`prepare_part`; None where the compiler complains or warns.

    Whoever explores is to show that, and prepares the program by itself.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compile(source.text, source.filename, "exec", dont_inherit=True)
            return prepare_part(source, before)
    except (SyntaxError, ValueError, RecursionError, Warning):
        return None


def pack(part: Part | None) -> bytes:
    """``part`` as bytes for :func:`unpack`."""
    if part is None:
        return b""
    return marshal.dumps((part.lines, part.code, sorted(part.stored), part.imports))


def unpack(data: bytes) -> Part:
    """What :func:`pack` made, in this version of Python and from a source that is trusted."""
    lines, code, stored, imports = marshal.loads(data)
    return Part(lines, code, set(stored), imports)


def library_imports(text: str) -> list[str]:
    """The modules of the standard library, beside the controlled ones, that a source imports."""
    found: list[str] = []
    for node in ast.walk(ast.parse(text)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        for name in names:
            top = name.partition(".")[0]
            known = top in sys.stdlib_module_names and top not in CONTROLLED
            if name == TOGETHER or (known and name != "antigravity"):
                found.append(name)
    return found

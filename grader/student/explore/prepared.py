"""A program that is ready to be explored: parsed, instrumented and compiled.

That takes tens of milliseconds and is alike for every exploration around one submission, so it is
done once, in a process that runs nothing of the student's, and carried over as bytes.
"""

from __future__ import annotations

import ast
import marshal
import sys
import warnings
from types import CodeType
from typing import NamedTuple

from grader.student.explore.options import Source
from grader.student.explore.transform import Sites, bound_attributes, instrument

TOGETHER = "grader.student.together"  # looks up threading when called, so it can be kept
CONTROLLED = frozenset(
    {"threading", "_thread", "queue", "time", "concurrent", "functools", "multiprocessing"}
)


class Prepared(NamedTuple):
    """What a program's text determines."""

    lines: list[tuple[str, int]]
    """The places of the hooks; see ``transform.Sites``."""
    codes: list[CodeType]
    """The student's module and the scenarios."""
    stored: set[str]
    """Names of attributes that they may bind."""
    imports: list[list[str]]
    """Of each, the library modules that it imports."""


def prepare(student: Source, scenario: Source) -> Prepared:
    """Prepare a program.

    Raises:
        SyntaxError, ValueError, RecursionError: as ``compile`` does, for either text.
    """
    sites = Sites()
    made = Prepared(sites.lines, [], set(), [])
    for source in (student, scenario):
        tree = instrument(source.text, source.filename, sites)
        made.codes.append(compile(tree, source.filename, "exec", dont_inherit=True))
        made.stored.update(bound_attributes(source.text))
        made.imports.append(library_imports(source.text))
    return made


def pack(student: Source, scenario: Source) -> bytes:
    """Prepare a program, as bytes for :func:`unpack`; empty where that is better done later.

    It is where the compiler complains or warns, since whoever explores is to show that.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compile(student.text, student.filename, "exec", dont_inherit=True)
            made = prepare(student, scenario)
    except (SyntaxError, ValueError, RecursionError, Warning):
        return b""
    return marshal.dumps((made.lines, made.codes, sorted(made.stored), made.imports))


def unpack(data: bytes) -> Prepared:
    """What :func:`pack` made, in this version of Python and from a source that is trusted."""
    lines, codes, stored, imports = marshal.loads(data)
    return Prepared(lines, codes, set(stored), imports)


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

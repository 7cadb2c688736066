"""The source of a check, for the instructor's edition: its test, and the scenarios that it runs.

Found by reading the texts only, never by importing them: the test ``test_<id>``, the functions of
its own file that it uses, and of ``scenarios.py`` those that it names in a string, with what these
use in turn. This is what hidden checks must never show to students, so nothing of it goes into
any page but the instructor's edition.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import lru_cache

from grader.course import Exercise
from grader.model import Record
from grader.reports.source import SourceLine, source_lines

MAX_LINES = 400
"""Lines of one file that are shown for one check."""


class Judging(Record, frozen=True):
    """Both halves of an exercise's checks, as texts."""

    tests: str
    scenarios: str


class Excerpt(Record, frozen=True):
    """Lines of one file that belong to a check."""

    file: str
    stretches: tuple[tuple[SourceLine, ...], ...]


def judging_of(exercise: Exercise, digest: str) -> Judging | None:
    """The checks of ``exercise``; None when they are not those that a grading was made with.

    Args:
        exercise: as it is now.
        digest: of the exercise, as the grading has it.
    """
    try:
        if digest != exercise.digest():
            return None
        return Judging(
            tests=exercise.tests.read_text("utf-8"), scenarios=exercise.scenarios.read_text("utf-8")
        )
    except (OSError, UnicodeDecodeError):
        return None


def excerpts(judging: Judging, check: str, slug: str) -> tuple[Excerpt, ...]:
    """What belongs to ``check``: of the test's file, then of the scenarios'."""
    tests = _parts(judging.tests)
    own = _closure(tests, [f"test_{check}"])
    scenarios = _parts(judging.scenarios)
    named = [text for name in own for text in tests[name].texts if text in scenarios]
    driven = _closure(scenarios, named)
    found = (
        (f"checks/test_{slug}.py", judging.tests, [tests[name] for name in own]),
        ("checks/scenarios.py", judging.scenarios, [scenarios[name] for name in driven]),
    )
    return tuple(_excerpt(file, text, parts) for file, text, parts in found if parts)


class _Part(Record, frozen=True):
    """A definition at the top of a file."""

    first: int
    last: int
    uses: frozenset[str]
    texts: tuple[str, ...]


@lru_cache(maxsize=64)
def _parts(text: str) -> dict[str, _Part]:
    """The definitions of a file by name; none where it can't be parsed."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    found: dict[str, _Part] = {}
    for node in tree.body:
        names: list[str] = []
        first = node.lineno
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names = [node.name]
            first = min([first, *(one.lineno for one in node.decorator_list)])
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        inner = list(ast.walk(node))
        part = _Part(
            first=first,
            last=node.end_lineno or first,
            uses=frozenset(one.id for one in inner if isinstance(one, ast.Name)),
            texts=tuple(
                one.value
                for one in inner
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ),
        )
        found.update(dict.fromkeys(names, part))
    return found


def _closure(parts: dict[str, _Part], wanted: Iterable[str]) -> list[str]:
    """``wanted`` and all that they use, in the order of the file."""
    known: set[str] = set()
    pending = [name for name in wanted if name in parts]
    while pending:
        name = pending.pop()
        if name not in known:
            known.add(name)
            pending += [one for one in parts[name].uses if one in parts]
    return sorted(known, key=lambda name: parts[name].first)


def _excerpt(file: str, text: str, parts: list[_Part]) -> Excerpt:
    lines = source_lines(text, ())
    stretches: list[tuple[SourceLine, ...]] = []
    left = MAX_LINES
    for first, last in sorted({(part.first, part.last) for part in parts}):
        stretches.append(tuple(lines[first - 1 : min(last, first - 1 + left)]))
        left -= len(stretches[-1])
    return Excerpt(file=file, stretches=tuple(stretch for stretch in stretches if stretch))

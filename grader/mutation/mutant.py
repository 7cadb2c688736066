"""From a reference solution to its mutants: applied edits with names that last.

A mutant has two names. Its ``id`` (operator, line, ordinal) is easy to find in the file. Its
``key`` (operator, function, digest of the lines that differ) stays the same when lines are added
above it or comments change, so a recorded reason is filed under the key.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import io
import tokenize
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from grader.model import Record
from grader.mutation.program import Edit, Program


class Mutant(Record, frozen=True):
    """A reference solution with one mistake in it."""

    operator: str
    line: int
    """The line of the reference at which it differs, from 1."""
    id: str
    """``operator:line:ordinal``."""
    key: str
    """``operator:scope:digest``, independent of where in the file it stands."""
    source: str
    diff: str
    """Unified, from the reference to the mutant."""


@dataclass(frozen=True)
class Operator:
    """One kind of mistake."""

    name: str
    title: str
    """What it does, for the documentation."""
    edits: Callable[[Program], Iterator[Edit]]


def mutants_of(source: str, operators: Iterable[Operator]) -> tuple[Mutant, ...]:
    """Every mutant of ``source``, in the order of its lines.

    What does not compile, and what has the same syntax tree as the source or as a mutant before,
    is left out; of equal ones that of the first operator counts.

    Args:
        source: the text of a reference solution.
        operators: the mistakes to make.
    """
    program = Program(source)
    seen = {_tree(source)}
    found: list[_Found] = []
    for place, operator in enumerate(operators):
        for edit in operator.edits(program):
            text = program.edited(edit)
            tree = _tree(text)
            if tree is None or tree in seen:
                continue
            seen.add(tree)
            # Where an import is added depends on the rest of the file: it is no part of the key.
            telling = program.edited(replace(edit, imports=())) if edit.imports else text
            line = program.line(edit.at)
            key = f"{operator.name}:{program.scope(edit.at) or 'module'}"
            digest = _digest(source, telling)
            found.append(_Found(line, place, operator.name, f"{key}:{digest}", text))
    found.sort(key=lambda one: (one.line, one.place))
    return tuple(_named(source, found))


class _Found(NamedTuple):
    line: int
    place: int
    """Of the operator, among all."""
    operator: str
    key: str
    text: str


def _named(source: str, found: Iterable[_Found]) -> Iterator[Mutant]:
    ids: Counter[str] = Counter()
    keys: Counter[str] = Counter()
    for one in found:
        spot = f"{one.operator}:{one.line}"
        ids[spot] += 1
        keys[one.key] += 1
        yield Mutant(
            operator=one.operator,
            line=one.line,
            id=f"{spot}:{ids[spot]}",
            key=one.key if keys[one.key] == 1 else f"{one.key}.{keys[one.key]}",
            source=one.text,
            diff=_diff(source, one.text),
        )


def _tree(text: str) -> str | None:
    try:
        compile(text, "mutant.py", "exec")
        return ast.dump(ast.parse(text))
    except (SyntaxError, ValueError):
        return None


def _diff(before: str, after: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), "reference", "mutant", n=1, lineterm=""
    )
    return "\n".join(lines)


def _digest(before: str, after: str) -> str:
    """Six hexadecimal digits that depend on the lines of code that differ and on their neighbours.

    The neighbours tell apart changes that look alike, such as a section that ends a line earlier.
    """
    lines = difflib.unified_diff(_bare(before), _bare(after), n=1, lineterm="")
    told = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:6]


def _bare(text: str) -> list[str]:
    """The lines of code as depth and words: no comment, no blank line, no breaks within a line."""
    lines: list[str] = []
    words: list[str] = []
    depth = 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.INDENT:
            depth += 1
        elif token.type == tokenize.DEDENT:
            depth -= 1
        elif token.type == tokenize.NEWLINE:
            lines.append(f"{depth} {' '.join(words)}")
            words = []
        elif token.type not in {tokenize.COMMENT, tokenize.NL, tokenize.ENDMARKER}:
            words.append(token.string)
    return lines

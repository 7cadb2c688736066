"""Cutting a module down to what some of its names need.

Theory of operation. The text is cut by the positions that ``ast`` gives, never written anew, so
that the author's layout and comments stay. A top-level statement is a unit; with it go its
decorators, the comment lines right above it, and a string right below an assignment (its
documentation). Which names a unit takes from the module is told by ``symtable``, which knows a
local variable from a module's name. From the wanted names the units are closed over what they use.
A unit that binds nothing (``Queues.register(…)``) is kept when what it is done to is kept; of an
import, the names that are used. All else goes, with its comments, and the module's own docstring,
which may speak of anything, is replaced.
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterable, Iterator

import msgspec

from grader.errors import CourseError

_CALLS = frozenset({"run", "explore"})
"""How a check calls a scenario: ``student.run("name")``, ``explore("name")``."""


class Unit(msgspec.Struct, frozen=True):
    """A top-level statement with what belongs to it."""

    node: ast.stmt
    first: int
    """Its first line, from 0."""
    after: int
    """The line after its last one."""
    binds: frozenset[str]
    """Names that it gives to the module."""
    uses: frozenset[str]
    """Names that it takes from the module, or from the built-ins."""
    touches: frozenset[str]
    """Names that it changes without binding them."""


def keep(text: str, wanted: Iterable[str], docstring: str, where: str) -> str:
    """``text`` without what the ``wanted`` names do not need.

    Args:
        text: a module.
        wanted: names of the module.
        docstring: stands in the place of the module's own.
        where: its name, for errors.

    Raises:
        CourseError: it is no Python, or has several statements on one line at its top level.
    """
    units = units_of(text, where)
    names = set(wanted)
    chosen: set[int] = set()
    growing = True
    while growing:
        growing = False
        for number, unit in enumerate(units):
            if number in chosen or not (unit.binds & names or unit.touches & names):
                continue
            chosen.add(number)
            names |= unit.uses
            growing = True
    lines = text.splitlines()
    kept = [f'"""{docstring}"""']
    for number, unit in enumerate(units):
        if number in chosen or _is_future(unit.node):
            gap = _blanks_before(lines, unit.first)
            kept += [""] * (gap if len(kept) > 1 else max(gap, 1))
            kept += _text(unit, lines, names)
    return "\n".join(kept) + "\n"


def units_of(text: str, where: str) -> list[Unit]:
    """The top-level statements of ``text``, its docstring left out.

    Raises:
        CourseError: as :func:`keep`.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise CourseError(where, f"it is no Python ({error})", "Mend the file.") from None
    lines = text.splitlines()
    units: list[Unit] = []
    for number, node in enumerate(tree.body):
        documents = _is_string(node)
        if documents and number == 0:
            continue
        if documents and units and isinstance(units[-1].node, ast.Assign | ast.AnnAssign):
            units[-1] = msgspec.structs.replace(units[-1], after=node.end_lineno or node.lineno)
            continue
        decorators = getattr(node, "decorator_list", [])
        first = min(part.lineno for part in (node, *decorators)) - 1
        after = node.end_lineno or node.lineno
        while first > 0 and lines[first - 1].startswith("#"):
            first -= 1
        if units and first < units[-1].after:
            raise CourseError(
                f"{where}, line {node.lineno}",
                "two statements stand on one line",
                "Write each on a line of its own.",
            )
        units.append(_unit(node, first, after, text))
    return units


def called_scenarios(text: str, scenarios: Iterable[str]) -> set[str]:
    """Which of the ``scenarios`` the checks of ``text`` name.

    A name that stands in the call is taken as it is. Where a variable does, any string of that
    function that names a scenario may be meant.
    """
    known = set(scenarios)
    found = named_scenarios(text)
    for unit in ast.parse(text).body:
        if any(not isinstance(first, ast.Constant) for first in _calls_in(unit)):
            found |= {
                node.value
                for node in ast.walk(unit)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    return found & known


def named_scenarios(text: str) -> set[str]:
    """Names that stand in calls of scenarios."""
    return {
        first.value
        for unit in ast.parse(text).body
        for first in _calls_in(unit)
        if isinstance(first, ast.Constant) and isinstance(first.value, str)
    }


def sentences(text: str) -> set[str]:
    """The strings in ``text``; of one with places, its plain parts with ``{}`` between them."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
            found.add("".join(map(str, parts)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return found


def unbound(text: str, where: str) -> set[str]:
    """Names that ``text`` takes from its module, and nothing binds.

    Raises:
        CourseError: as :func:`keep`.
    """
    units = units_of(text, where)
    bound = set(dir(builtins)) | {"__file__", "__name__"}
    bound.update(*(unit.binds for unit in units))
    used: set[str] = set()
    used.update(*(unit.uses for unit in units))
    return used - bound


def definitions(text: str, where: str) -> set[str]:
    """Names of the functions and classes at the top level of ``text``.

    Raises:
        CourseError: as :func:`keep`.
    """
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {unit.node.name for unit in units_of(text, where) if isinstance(unit.node, kinds)}


def _calls_in(unit: ast.stmt) -> Iterator[ast.expr]:
    """What stands first in each call of a scenario."""
    for call in ast.walk(unit):
        if isinstance(call, ast.Call) and call.args:
            name = getattr(call.func, "attr", None) or getattr(call.func, "id", None)
            if name in _CALLS:
                yield call.args[0]


def _unit(node: ast.stmt, first: int, after: int, text: str) -> Unit:
    segment = "\n".join(text.splitlines()[first:after])
    table = symtable.symtable(segment, "<unit>", "exec")
    symbols = table.get_symbols()
    binds = {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        binds = {node.name}
    uses = {s.get_name() for s in symbols if s.is_referenced()}
    for inner in _inner(table):
        uses |= {s.get_name() for s in inner.get_symbols() if s.is_global()}
    return Unit(
        node=node,
        first=first,
        after=after,
        binds=frozenset(binds),
        uses=frozenset(uses),
        touches=frozenset() if binds else frozenset(_touched(node) or uses),
    )


def _inner(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _inner(child)


def _touched(node: ast.stmt) -> set[str]:
    """What ``a.b[c] = …`` and ``a.b(…)`` are done to: ``a``."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        targets = [node.target]
    elif isinstance(node, ast.Expr):
        targets = [node.value]
    elif isinstance(node, ast.Delete):
        targets = node.targets
    roots = set()
    for target in targets:
        at: ast.AST = target
        while isinstance(at, ast.Attribute | ast.Subscript | ast.Call):
            at = at.func if isinstance(at, ast.Call) else at.value
        if isinstance(at, ast.Name):
            roots.add(at.id)
    return roots


def _text(unit: Unit, lines: list[str], names: set[str]) -> list[str]:
    """The unit's lines; of an import, with the wanted names only."""
    node = unit.node
    if isinstance(node, ast.Import | ast.ImportFrom) and not _is_future(node):
        kept = [a for a in node.names if (a.asname or a.name.split(".")[0]) in names]
        if len(kept) < len(node.names):
            return [ast.unparse(_with_names(node, kept))]
    return lines[unit.first : unit.after]


def _with_names(node: ast.Import | ast.ImportFrom, names: list[ast.alias]) -> ast.stmt:
    if isinstance(node, ast.Import):
        return ast.Import(names=names)
    return ast.ImportFrom(module=node.module, names=names, level=node.level)


def _blanks_before(lines: list[str], at: int) -> int:
    count = 0
    while count < min(at, 2) and not lines[at - 1 - count].strip():
        count += 1
    return count


def _is_string(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"

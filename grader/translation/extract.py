"""What the code of checks says to students, found in its source.

A sentence is a text in one of the places where :mod:`grader.checks` takes sentences: what is
expected of (``expect(value, HERE)``), what went wrong (``outcomes.always(condition, HERE)``), what
is expected (``satisfies(condition, HERE)``) and ``because=HERE``; in ``scenarios.py``, what the
recorder is to note (``recorder.note(task, HERE)``). Where a name stands there, or in
a place of an f-string, the texts that are bound to it in the same file are looked at too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.model import Record

_SECOND = frozenset({"expect", "always", "never", "some", "satisfies", "note"})
"""Functions whose second argument is a sentence."""
_KEYWORDS = frozenset({"because"})


EVENTS = frozenset({"begins", "start", "end", "waits", "goes on", "killed", "gone"})
"""What the recorder notes that every report has words for."""


class Said(Record, frozen=True):
    """One text of a check's code."""

    template: str
    """With ``{places}``, named after what stands there."""
    skeleton: tuple[str, ...]
    """Its literal parts: what it is known by."""
    line: int
    needed: bool
    """Whether it surely is a sentence. Any other text may be translated, and need not be."""


def sentences_of(source: str) -> list[Said]:
    """The texts of ``source``, in order.

    Raises:
        SyntaxError: it is no Python.
    """
    tree = ast.parse(source)
    bound = _bindings(tree)
    needed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for argument in _sentences(node):
                _need(argument, bound, needed)
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
             for part in node.values}  # fmt: skip
    found: dict[tuple[str, ...], Said] = {}
    for node in ast.walk(tree):
        if id(node) in inner or not _is_text(node):
            continue
        said = _said(node, id(node) in needed)
        if not any(char.isalpha() for part in said.skeleton for char in part):
            continue
        if said.template in EVENTS:
            continue
        known = found.get(said.skeleton)
        if known is None or (said.needed and not known.needed):
            found[said.skeleton] = said
    return sorted(found.values(), key=lambda said: said.line)


def _sentences(call: ast.Call) -> Iterator[ast.expr]:
    function = call.func
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    if name in _SECOND and len(call.args) > 1:
        yield call.args[1]
    yield from (keyword.value for keyword in call.keywords if keyword.arg in _KEYWORDS)


def _need(node: ast.expr, bound: dict[str, list[ast.expr]], needed: set[int]) -> None:
    """Mark the texts that ``node`` may be."""
    if _is_text(node):
        needed.add(id(node))
        if isinstance(node, ast.JoinedStr):
            for part in node.values:
                if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name):
                    for text in bound.get(part.value.id, ()):
                        if _is_prose(text):
                            needed.add(id(text))
    elif isinstance(node, ast.IfExp):
        _need(node.body, bound, needed)
        _need(node.orelse, bound, needed)
    elif isinstance(node, ast.Name):
        needed.update(id(text) for text in bound.get(node.id, ()))
    else:
        needed.update(id(part) for part in ast.walk(node) if _is_text(part))


def _bindings(tree: ast.AST) -> dict[str, list[ast.expr]]:
    """The texts that each name of the file may stand for."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                _bind(target, [node.value], found)
        elif isinstance(node, ast.For | ast.comprehension) and isinstance(
            node.iter, ast.Tuple | ast.List
        ):
            _bind(node.target, node.iter.elts, found)
    return found


def _bind(target: ast.expr, values: list[ast.expr], found: dict[str, list[ast.expr]]) -> None:
    if isinstance(target, ast.Name):
        for value in values:
            options = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
            found.setdefault(target.id, []).extend(one for one in options if _is_text(one))
    elif isinstance(target, ast.Tuple):
        for index, inner in enumerate(target.elts):
            rows = [value.elts for value in values if isinstance(value, ast.Tuple | ast.List)]
            _bind(inner, [row[index] for row in rows if index < len(row)], found)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _is_prose(node: ast.AST) -> bool:
    """Whether a text has several words on a line; others are names, or data."""
    text = str(node.value) if isinstance(node, ast.Constant) else ""
    return " " in text.strip() and text.isprintable()


def _said(node: ast.AST, needed: bool) -> Said:
    if isinstance(node, ast.Constant):
        text = str(node.value)
        template, parts = _constant(text, [])
        return Said(template=template, skeleton=tuple(parts), line=node.lineno, needed=needed)
    assert isinstance(node, ast.JoinedStr)
    template, parts = "", [""]
    used: list[str] = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            more, literal = _constant(str(part.value), used)
            template += more
            parts[-1] += literal[0]
            parts += literal[1:]
        else:
            assert isinstance(part, ast.FormattedValue)
            template += f"{{{_fresh(_name_of(part.value), used)}}}"
            parts.append("")
    return Said(template=template, skeleton=tuple(parts), line=node.lineno, needed=needed)


def _constant(text: str, used: list[str]) -> tuple[str, list[str]]:
    """A literal text, in which ``{value}`` is a place of the exploration's."""
    parts = text.split("{value}")
    template = parts[0].replace("{", "{{").replace("}", "}}")
    for part in parts[1:]:
        template += f"{{{_fresh('value', used)}}}" + part.replace("{", "{{").replace("}", "}}")
    return template, parts


def _fresh(name: str, used: list[str]) -> str:
    used.append(name)
    count = used.count(name)
    return name if count == 1 else f"{name}{count}"


def _name_of(node: ast.expr) -> str:
    """A name for a place in which ``node`` stands."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(slice=ast.Constant(value=str(name))) if name.isidentifier():
            return name
        case ast.Subscript(value=inner) | ast.Call(func=ast.Attribute(value=inner)):
            return _name_of(inner)
        case ast.Call(func=ast.Name(id=name)):
            return name
    return "n"

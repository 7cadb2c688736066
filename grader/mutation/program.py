"""A reference solution as a tree that keeps its source, and the edits that turn it into a mutant.

Theory of operation. LibCST parses a file into a tree of immutable nodes that hold every blank and
comment. An operator looks at the tree and yields :class:`Edit` objects: "these nodes are replaced
by those". Nodes are told apart by identity, so an edit names exactly one place, whatever else in
the file looks alike. :meth:`Program.edited` writes the file anew; what no edit names stays as it
was, to the byte, and so the difference between reference and mutant is a few lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider

Replacement: TypeAlias = cst.CSTNode | cst.RemovalSentinel | cst.FlattenSentinel[cst.CSTNode]
REMOVED = cst.RemovalSentinel.REMOVE


@dataclass(frozen=True)
class Edit:
    """One change of a program."""

    at: cst.CSTNode
    """The node whose line and surroundings name the mutant."""
    replaced: Mapping[cst.CSTNode, Replacement]
    imports: tuple[str, ...] = ()
    """Modules that the changed lines need."""


class Program:
    """A parsed file.

    Args:
        source: its text.

    Raises:
        libcst.ParserSyntaxError: it is not Python.
    """

    def __init__(self, source: str) -> None:
        wrapper = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
        self.source = source
        self.module = wrapper.module
        self._positions = wrapper.resolve(PositionProvider)
        self._parents = wrapper.resolve(ParentNodeProvider)
        collector = _Collector()
        self.module.visit(collector)
        self.nodes: Sequence[cst.CSTNode] = collector.nodes
        """Every node, outer before inner, in the order of the source."""

    def line(self, node: cst.CSTNode) -> int:
        """Number of the line on which ``node`` begins, from 1."""
        return int(self._positions[node].start.line)

    def code(self, node: cst.CSTNode) -> str:
        """The text of ``node``, without the comments and blanks before and after."""
        if isinstance(node, cst.SimpleStatementLine | cst.BaseCompoundStatement):
            node = node.with_changes(leading_lines=())
        return self.module.code_for_node(node).strip()

    def arguments(self, args: Sequence[cst.Arg]) -> str:
        """The text of some arguments of a call, on one line."""
        bare = [arg.with_changes(comma=cst.MaybeSentinel.DEFAULT) for arg in args]
        return ", ".join(self.code(arg) for arg in bare)

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The node around ``node``; None for the module."""
        return self._parents.get(node)

    def around(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The nodes around ``node``, from the inner to the outer."""
        outer = self.parent(node)
        while outer is not None:
            yield outer
            outer = self.parent(outer)

    def scope(self, node: cst.CSTNode) -> str:
        """Dotted name of the functions and classes around ``node``; empty at the top level."""
        names = [
            outer.name.value
            for outer in self.around(node)
            if isinstance(outer, cst.FunctionDef | cst.ClassDef)
        ]
        return ".".join(reversed(names))

    def functions(self, node: cst.CSTNode) -> list[cst.FunctionDef]:
        """The functions around ``node``, from the inner to the outer."""
        return [outer for outer in self.around(node) if isinstance(outer, cst.FunctionDef)]

    def siblings(self, node: cst.CSTNode) -> tuple[Sequence[cst.CSTNode], int]:
        """The statements of the block that ``node`` stands in, and its place among them."""
        block = self.parent(node)
        if not isinstance(block, cst.IndentedBlock | cst.Module):
            return (node,), 0
        return block.body, next(n for n, one in enumerate(block.body) if one is node)

    def imports(self, module: str) -> bool:
        """Whether ``import module`` stands at the top level."""
        return any(
            isinstance(small, cst.Import)
            and any(self.code(alias.name) == module and not alias.asname for alias in small.names)
            for line in self.module.body
            if isinstance(line, cst.SimpleStatementLine)
            for small in line.body
        )

    def edited(self, edit: Edit) -> str:
        """The text of the program after ``edit``."""
        changed = self.module.visit(_Replacer(edit.replaced))
        assert isinstance(changed, cst.Module)
        missing = [name for name in edit.imports if not self.imports(name)]
        if missing:
            place = _first_import(changed.body)
            new = [cst.parse_statement(f"import {name}\n") for name in missing]
            changed = changed.with_changes(
                body=[*changed.body[:place], *new, *changed.body[place:]]
            )
        return changed.code


def final_name(node: cst.CSTNode | None) -> str:
    """The last part of a dotted name: ``join`` of ``self.thread.join``; empty for all else."""
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return ""


def lone(statement: cst.CSTNode) -> cst.BaseSmallStatement | None:
    """The only small statement on a line."""
    if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1:
        return statement.body[0]
    return None


def called(statement: cst.CSTNode) -> cst.Call | None:
    """The call that is the whole of a statement, as in ``lock.acquire()``."""
    small = lone(statement)
    if isinstance(small, cst.Expr) and isinstance(small.value, cst.Call):
        return small.value
    return None


def parsed(text: str) -> list[cst.CSTNode]:
    """The statements of ``text``."""
    return list(cst.parse_module(text).body)


def expression(text: str) -> cst.BaseExpression:
    """``text`` as an expression that may stand wherever one may."""
    return cst.parse_expression(text)


def flat(*nodes: cst.CSTNode) -> cst.FlattenSentinel[cst.CSTNode]:
    """Several statements in the place of one."""
    return cst.FlattenSentinel(nodes)


def block(statements: Sequence[cst.CSTNode]) -> cst.IndentedBlock:
    """An indented block; ``pass`` when there is nothing to put into it."""
    return cst.IndentedBlock(body=statements or parsed("pass\n"))  # type: ignore[arg-type]


def inner(body: cst.BaseSuite) -> list[cst.CSTNode]:
    """The statements of a block."""
    return list(body.body)


class _Collector(cst.CSTVisitor):
    def __init__(self) -> None:
        super().__init__()
        self.nodes: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        self.nodes.append(node)
        return True


class _Replacer(cst.CSTTransformer):
    def __init__(self, replaced: Mapping[cst.CSTNode, Replacement]) -> None:
        super().__init__()
        self._replaced = replaced

    def on_visit(self, node: cst.CSTNode) -> bool:
        return node not in self._replaced

    def on_leave(self, original_node: cst.CSTNode, updated_node: cst.CSTNode) -> Replacement:  # type: ignore[override]
        if original_node in self._replaced:
            return self._replaced[original_node]
        if isinstance(updated_node, cst.IndentedBlock) and not updated_node.body:
            return updated_node.with_changes(body=parsed("pass\n"))
        return updated_node


def _first_import(body: Sequence[cst.CSTNode]) -> int:
    """Where an import may be inserted: after the docstring and ``from __future__``."""
    place = 0
    for number, statement in enumerate(body):
        small = lone(statement)
        text = isinstance(small, cst.Expr) and isinstance(small.value, cst.SimpleString)
        future = isinstance(small, cst.ImportFrom) and final_name(small.module) == "__future__"
        if text or future:
            place = number + 1
        else:
            break
    return place

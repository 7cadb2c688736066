"""Exceptions that are swallowed, that are not caught, and cleaning up that depends on luck."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from grader.mutation.mutant import Operator
from grader.mutation.program import (
    REMOVED,
    Edit,
    Program,
    block,
    final_name,
    flat,
    inner,
    lone,
    parsed,
)


def _swallow(program: Program) -> Iterator[Edit]:
    given = _parameters(program)
    for node in program.nodes:
        if not isinstance(node, cst.SimpleStatementLine):
            continue
        small = lone(node)
        yields = isinstance(small, cst.Expr) and isinstance(small.value, cst.Yield)
        if yields or _calls(node, given):
            wrapped = cst.Try(
                body=block([node]),
                handlers=[
                    cst.ExceptHandler(type=cst.Name("Exception"), body=block(parsed("pass\n")))
                ],
            )
            yield Edit(node, {node: wrapped})


def _empty_handler(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if isinstance(node, cst.ExceptHandler):
            yield Edit(node, {node.body: block(parsed("pass\n"))})


def _drop_handler(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if not isinstance(node, cst.Try):
            continue
        for handler in node.handlers:
            if len(node.handlers) > 1:
                yield Edit(handler, {handler: REMOVED})
                continue
            rest = inner(node.orelse.body) if node.orelse else []
            if node.finalbody is None:
                yield Edit(handler, {node: flat(*inner(node.body), *rest)})
            else:
                body = block([*inner(node.body), *rest])
                yield Edit(handler, {node: node.with_changes(body=body, handlers=(), orelse=None)})


def _narrow_handler(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if isinstance(node, cst.ExceptHandler) and final_name(node.type) == "BaseException":
            assert node.type is not None
            yield Edit(node, {node.type: cst.Name("Exception")})


def _drop_finally(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if not isinstance(node, cst.Try) or node.finalbody is None:
            continue
        last = inner(node.finalbody.body)
        if node.handlers:
            left = node.with_changes(finalbody=None)
            yield Edit(node.finalbody, {node: flat(left, *last)})
            yield Edit(node.finalbody, {node: left})
        else:
            yield Edit(node.finalbody, {node: flat(*inner(node.body), *last)})
            yield Edit(node.finalbody, {node: flat(*inner(node.body))})


def _drop_raise(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if isinstance(lone(node), cst.Raise):
            yield Edit(node, {node: REMOVED})


def _parameters(program: Program) -> set[str]:
    """Names by which a program calls what it was given: ``func``, ``self._func``."""
    names: set[str] = set()
    for node in program.nodes:
        if isinstance(node, cst.Param):
            names.add(node.name.value)
            for function in program.functions(node)[:1]:
                if function.name.value == "__init__":
                    names |= {f"self.{node.name.value}", f"self._{node.name.value}"}
    return names


def _calls(statement: cst.SimpleStatementLine, names: set[str]) -> bool:
    found: list[cst.Call] = []

    class Finder(cst.CSTVisitor):
        def visit_Call(self, node: cst.Call) -> None:  # noqa: N802 - LibCST's name
            found.append(node)

    statement.visit(Finder())
    return any(cst.Module([]).code_for_node(call.func) in names for call in found)


OPERATORS = (
    Operator("swallow", "what a given function or a block raises is swallowed", _swallow),
    Operator("empty-handler", "an `except` does nothing", _empty_handler),
    Operator("drop-handler", "an `except` goes", _drop_handler),
    Operator("narrow-handler", "`except Exception` for `except BaseException`", _narrow_handler),
    Operator("drop-finally", "cleaning up happens on success only, or never", _drop_finally),
    Operator("drop-raise", "a `raise` goes", _drop_raise),
)

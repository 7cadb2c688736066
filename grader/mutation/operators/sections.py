"""Critical sections that are too short, too long, cut in two, or left too early."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from grader.mutation.mutant import Operator
from grader.mutation.operators.locks import plain_withs
from grader.mutation.program import Edit, Program, block, flat, inner, lone, parsed

_LEAVING = (cst.Return, cst.Raise, cst.Break, cst.Continue)
_DECLARING = (cst.FunctionDef, cst.ClassDef)


def _narrow(program: Program) -> Iterator[Edit]:
    for node in plain_withs(program):
        body = inner(node.body)
        if len(body) < 2:
            continue
        yield Edit(node, {node: flat(body[0], _section(node, body[1:]))})
        yield Edit(body[-1], {node: flat(_section(node, body[:-1]), body[-1])})


def _widen(program: Program) -> Iterator[Edit]:
    for node in plain_withs(program):
        around, place = program.siblings(node)
        body = inner(node.body)
        before = around[place - 1] if place else None
        if before is not None and not isinstance(before, _DECLARING) and not _is_text(before):
            yield Edit(before, {before: flat(), node: _section(node, [before, *body])})
        after = around[place + 1] if place + 1 < len(around) else None
        if after is not None and not isinstance(after, _DECLARING):
            yield Edit(after, {after: flat(), node: _section(node, [*body, after])})


def _split(program: Program) -> Iterator[Edit]:
    for node in plain_withs(program):
        body = inner(node.body)
        for place in range(1, len(body)):
            second = _section(node, body[place:]).with_changes(leading_lines=())
            yield Edit(body[place], {node: flat(_section(node, body[:place]), second)})


def _split_update(program: Program) -> Iterator[Edit]:
    for node in plain_withs(program):
        body = inner(node.body)
        for place, statement in enumerate(body):
            small = lone(statement)
            if not isinstance(small, cst.AugAssign):
                continue
            target, operator = program.code(small.target), program.code(small.operator)
            reading = parsed(f"seen = {target}\n")
            writing = parsed(f"{target} = seen {operator[:-1]} {program.code(small.value)}\n")
            first = _section(node, [*body[:place], *reading])
            second = _section(node, [*writing, *body[place + 1 :]])
            yield Edit(statement, {node: flat(first, second.with_changes(leading_lines=()))})


def _return_early(program: Program) -> Iterator[Edit]:
    for node in plain_withs(program):
        body = inner(node.body)
        if len(body) > 1 and program.functions(node):
            yield Edit(body[1], {body[1]: flat(*parsed("return\n"), body[1])})


def _swap_statements(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if not isinstance(node, cst.IndentedBlock):
            continue
        if not any(isinstance(outer, cst.With) for outer in program.around(node)):
            continue
        for one, two in zip(node.body, node.body[1:], strict=False):
            first, second = lone(one), lone(two)
            if first is None or second is None or isinstance(second, _LEAVING):
                continue
            yield Edit(one, {one: two, two: one})


def _section(node: cst.With, statements: list[cst.CSTNode]) -> cst.With:
    return node.with_changes(body=block(statements))


def _is_text(node: cst.CSTNode) -> bool:
    small = lone(node)
    return isinstance(small, cst.Expr) and isinstance(small.value, cst.SimpleString)


OPERATORS = (
    Operator("narrow", "the first or last statement moves out of a critical section", _narrow),
    Operator("widen", "the statement before or after moves into a critical section", _widen),
    Operator("split", "a critical section is cut in two", _split),
    Operator("split-update", "`x += 1` reads in one section, writes in another", _split_update),
    Operator("return-early", "a critical section is left after its first statement", _return_early),
    Operator("swap-statements", "two statements of a critical section swap", _swap_statements),
)

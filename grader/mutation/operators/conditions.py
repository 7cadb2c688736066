"""Conditions that are turned round, or that look at half of what they should."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from grader.mutation.mutant import Operator
from grader.mutation.program import Edit, Program, expression


def _negate(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if not isinstance(node, cst.If | cst.While | cst.IfExp) or _always(node.test):
            continue
        if isinstance(node, cst.If) and "__name__" in program.code(node.test):
            continue
        if isinstance(node.test, cst.UnaryOperation) and isinstance(node.test.operator, cst.Not):
            yield Edit(node, {node.test: node.test.expression})
        else:
            yield Edit(node, {node.test: expression(f"not ({program.code(node.test)})")})


def _drop_operand(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if isinstance(node, cst.BooleanOperation):
            for kept in (node.left, node.right):
                yield Edit(node, {node: expression(f"({program.code(kept)})")})


def _always(test: cst.BaseExpression) -> bool:
    return isinstance(test, cst.Name) and test.value == "True"


OPERATORS = (
    Operator("negate", "a condition is turned round", _negate),
    Operator("drop-operand", "half of an `and` or `or` goes", _drop_operand),
)

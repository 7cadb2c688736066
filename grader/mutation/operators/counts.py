"""One too many, one too few."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from grader.mutation.mutant import Operator
from grader.mutation.program import REMOVED, Edit, Program, called, expression, final_name, lone

_COUNTED = {
    "range",
    "Pool",
    "ThreadPool",
    "ProcessPoolExecutor",
    "ThreadPoolExecutor",
    "Semaphore",
    "BoundedSemaphore",
    "Barrier",
    "Queue",
    "JoinableQueue",
}
_KEYWORDS = {"max_workers", "processes", "maxsize", "parties", "value", "maxlen"}
_ATOMS = (cst.Name, cst.Attribute, cst.Call, cst.Integer, cst.Subscript)
_BOUNDARY: dict[type[cst.BaseCompOp], type[cst.BaseCompOp]] = {
    cst.LessThan: cst.LessThanEqual,
    cst.LessThanEqual: cst.LessThan,
    cst.GreaterThan: cst.GreaterThanEqual,
    cst.GreaterThanEqual: cst.GreaterThan,
}


def _off_by_one(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if not isinstance(node, cst.Call) or final_name(node.func) not in _COUNTED:
            continue
        for place, arg in enumerate(node.args):
            is_count = arg.keyword.value in _KEYWORDS if arg.keyword else False
            stop = 1 if final_name(node.func) == "range" and len(node.args) > 1 else 0
            if is_count or (arg.keyword is None and place == stop):
                for sign in "-+":
                    count = program.code(arg.value)
                    if not isinstance(arg.value, _ATOMS):
                        count = f"({count})"
                    text = f"{count} {sign} 1"
                    yield Edit(node, {arg.value: expression(text)})


def _one_fewer(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if not isinstance(node, cst.For) or len(node.body.body) != 1:
            continue
        call = called(node.body.body[0])
        if call and final_name(call.func) in {"put", "start", "join", "close", "release"}:
            text = f"list({program.code(node.iter)})[1:]"
            yield Edit(node, {node.iter: expression(text)})


def _boundary(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if isinstance(node, cst.ComparisonTarget) and type(node.operator) in _BOUNDARY:
            yield Edit(node, {node.operator: _BOUNDARY[type(node.operator)]()})


def _drop_count(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if isinstance(lone(node), cst.AugAssign):
            yield Edit(node, {node: REMOVED})


OPERATORS = (
    Operator("off-by-one", "one worker, place, party or round more or fewer", _off_by_one),
    Operator(
        "one-fewer", "one `put`, `start`, `join` or `close` in a loop is left out", _one_fewer
    ),
    Operator("boundary", "`<=` for `<`, and so on", _boundary),
    Operator("drop-count", "a count is not kept", _drop_count),
)

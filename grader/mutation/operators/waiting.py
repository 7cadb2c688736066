"""Waiting once, for nothing or not at all; waking nobody, or the wrong number."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from grader.mutation.mutant import Operator
from grader.mutation.program import (
    REMOVED,
    Edit,
    Program,
    called,
    expression,
    final_name,
)

_WAITS = {"wait", "wait_for"}


def _if_for_while(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if isinstance(node, cst.While) and node.orelse is None and _waits(program, node):
            yield Edit(
                node,
                {node: cst.If(test=node.test, body=node.body, leading_lines=node.leading_lines)},
            )
        if isinstance(node, cst.Call) and final_name(node.func) == "wait_for" and node.args:
            condition = node.args[0].value
            assert isinstance(node.func, cst.Attribute)
            if isinstance(condition, cst.Lambda):
                waiting = f"{program.code(node.func.value)}.wait"
                rest = program.arguments(node.args[1:])
                text = f"(({program.code(condition.body)}) or {waiting}({rest}))"
                yield Edit(node, {node: expression(text)})


def _drop_wait(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        call = called(node)
        if call and final_name(call.func) in _WAITS:
            yield Edit(node, {node: REMOVED})
        elif (
            isinstance(node, cst.Assign)
            and isinstance(node.value, cst.Call)
            and final_name(node.value.func) in _WAITS
        ):
            yield Edit(node, {node.value: expression("True")})


def _drop_notify(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        call = called(node)
        if call and final_name(call.func) in {"notify", "notify_all", "set", "clear", "abort"}:
            yield Edit(node, {node: REMOVED})


def _renamed(old: str, new: str, program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
            continue
        if node.func.attr.value == old:
            yield Edit(node, {node.func.attr: cst.Name(new)})


def _notify_one(program: Program) -> Iterator[Edit]:
    return _renamed("notify_all", "notify", program)


def _notify_all(program: Program) -> Iterator[Edit]:
    for edit in _renamed("notify", "notify_all", program):
        call = edit.at
        assert isinstance(call, cst.Call)
        yield Edit(call, {**edit.replaced, **dict.fromkeys(call.args, REMOVED)})


def _drop_task_done(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        call = called(node)
        if call and final_name(call.func) == "task_done":
            yield Edit(node, {node: REMOVED})


def _busy_wait(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
            continue
        if node.func.attr.value == "wait" and len(node.args) == 1:
            yield Edit(node, {node.args[0]: cst.Arg(expression("0"))})


def _waits(program: Program, loop: cst.While) -> bool:
    return any(
        isinstance(node, cst.Call)
        and final_name(node.func) == "wait"
        and loop in set(program.around(node))
        for node in program.nodes
    )


OPERATORS = (
    Operator(
        "if-for-while", "a condition is looked at once, not after each wake-up", _if_for_while
    ),
    Operator("drop-wait", "nobody waits", _drop_wait),
    Operator("drop-notify", "a `notify`, `set`, `clear` or `abort` goes", _drop_notify),
    Operator("notify-one", "`notify` for `notify_all`", _notify_one),
    Operator("notify-all", "`notify_all` for `notify`", _notify_all),
    Operator("drop-task-done", "`task_done` goes", _drop_task_done),
    Operator("busy-wait", "a wait ends at once", _busy_wait),
)

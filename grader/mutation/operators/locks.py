"""Locks that are not taken, that are the wrong ones, or that are taken in the wrong order."""

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
    flat,
    inner,
    parsed,
)

LOCKS = {"Lock", "RLock", "Condition", "Semaphore", "BoundedSemaphore"}


def plain_withs(program: Program) -> Iterator[cst.With]:
    """Every ``with x:`` of one item that gives it no name."""
    for node in program.nodes:
        if isinstance(node, cst.With) and len(node.items) == 1 and node.items[0].asname is None:
            yield node


def _drop_with(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if not isinstance(node, cst.With):
            continue
        for item in node.items:
            if len(node.items) > 1:
                if item.asname is None:
                    kept = [one for one in node.items if one is not item]
                    last = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
                    yield Edit(node, {node: node.with_changes(items=[*kept[:-1], last])})
                continue
            before = []
            if item.asname is not None:
                text = f"{program.code(item.asname.name)} = {program.code(item.item)}\n"
                before = parsed(text)
            yield Edit(node, {node: flat(*before, *inner(node.body))})


def _drop_acquire(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        call = called(node)
        if call and final_name(call.func) in {"acquire", "release", "enter_context"}:
            yield Edit(node, {node: REMOVED})


def _lock_per_call(program: Program) -> Iterator[Edit]:
    for node in plain_withs(program):
        item = node.items[0].item
        module = "multiprocessing" if _is_get_lock(item) else "threading"
        if isinstance(item, cst.Name | cst.Attribute | cst.Subscript) or _is_get_lock(item):
            yield Edit(node, {item: expression(f"{module}.Lock()")}, (module,))


def _other_lock(program: Program) -> Iterator[Edit]:
    known: dict[str, cst.BaseExpression] = {}
    for node in program.nodes:
        if isinstance(node, cst.Assign) and isinstance(node.value, cst.Call):
            target = node.targets[0].target
            if final_name(node.value.func) in LOCKS and isinstance(target, cst.Attribute):
                known.setdefault(program.code(target), target)
    for node in plain_withs(program):
        item = node.items[0].item
        if program.code(item) in known:
            for text, other in known.items():
                if text != program.code(item):
                    yield Edit(node, {item: other.deep_clone()})


def _swap_locks(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if isinstance(node, cst.With) and len(node.items) == 2:
            first, second = node.items
            yield Edit(node, {first.item: second.item, second.item: first.item})
    for outer in plain_withs(program):
        for nested in plain_withs(program):
            if outer in set(program.around(nested)):
                one, two = outer.items[0].item, nested.items[0].item
                yield Edit(outer, {one: two, two: one})


def _drop_order(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if isinstance(node, cst.Call) and final_name(node.func) == "sorted":
            yield Edit(node, {node.func: cst.Name("list")})


def _share_lock(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if not isinstance(node, cst.Assign) or not isinstance(node.value, cst.Call):
            continue
        functions = program.functions(node)
        made = final_name(node.value.func)
        if functions and functions[0].name.value == "__init__" and made in LOCKS | {"local"}:
            key = program.code(node.targets[0].target)
            text = f"type(self).__init__.__dict__.setdefault({key!r}, {program.code(node.value)})"
            yield Edit(node, {node.value: expression(text)})


def _drop_local(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if isinstance(node, cst.Call) and final_name(node.func) == "local" and not node.args:
            yield Edit(node, {node: expression("types.SimpleNamespace()")}, ("types",))


def _is_get_lock(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Call) and final_name(node.func) == "get_lock"


def _drop_value_lock(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if isinstance(node, cst.Call) and final_name(node.func) in {"Value", "Array"}:
            added = cst.Arg(expression("False"), keyword=cst.Name("lock"))
            yield Edit(node, {node: node.with_changes(args=[*node.args, added])})


OPERATORS = (
    Operator("drop-with", "`with lock:` goes, its body stays", _drop_with),
    Operator("drop-acquire", "an `acquire()` or `release()` goes", _drop_acquire),
    Operator("lock-per-call", "a new lock is made at each use", _lock_per_call),
    Operator("other-lock", "another lock of the same object is taken", _other_lock),
    Operator("swap-locks", "two nested locks are taken in the other order", _swap_locks),
    Operator("drop-order", "`sorted` no longer orders the locks", _drop_order),
    Operator("share-lock", "all objects of the class share one lock", _share_lock),
    Operator("drop-local", "`threading.local()` becomes an object that all share", _drop_local),
    Operator("drop-value-lock", "a shared `Value` is made without a lock", _drop_value_lock),
)

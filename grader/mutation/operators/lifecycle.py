"""Threads, processes and pools that are not started, joined or closed as they should be."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from grader.mutation.mutant import Operator
from grader.mutation.program import REMOVED, Edit, Program, called, expression, final_name, parsed

_CLOSING = {"close", "shutdown", "terminate", "kill", "killpg", "cancel", "flush", "clear"}
_MOVING = {"put", "send", "connect", "send_bytes"}
_MADE = {"Thread", "Process", "Timer"}


def _dropping(program: Program, names: set[str]) -> Iterator[Edit]:
    for node in program.nodes:
        call = called(node)
        if call and final_name(call.func) in names:
            yield Edit(node, {node: REMOVED})


def _drop_join(program: Program) -> Iterator[Edit]:
    return _dropping(program, {"join"})


def _drop_close(program: Program) -> Iterator[Edit]:
    return _dropping(program, _CLOSING)


def _drop_put(program: Program) -> Iterator[Edit]:
    return _dropping(program, _MOVING)


def _start_to_run(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        call = called(node)
        if call and final_name(call.func) == "start" and not call.args:
            assert isinstance(call.func, cst.Attribute | cst.Name)
            if isinstance(call.func, cst.Attribute):
                yield Edit(node, {call.func.attr: cst.Name("run")})


def _join_at_once(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        call = called(node)
        if call is None or final_name(call.func) != "start":
            continue
        in_loop = any(isinstance(outer, cst.For) for outer in program.around(node))
        if in_loop and isinstance(call.func, cst.Attribute):
            joined = parsed(f"{program.code(call.func.value)}.join()\n")
            yield Edit(node, {node: cst.FlattenSentinel([node, *joined])})


def _daemon(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if not isinstance(node, cst.Call) or final_name(node.func) not in _MADE:
            continue
        if not any(arg.keyword and arg.keyword.value == "daemon" for arg in node.args):
            flag = cst.Arg(expression("True"), keyword=cst.Name("daemon"))
            yield Edit(node, {node: node.with_changes(args=[*node.args, flag])})


def _drop_waitpid(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if isinstance(node, cst.Call) and final_name(node.func) == "waitpid":
            yield Edit(node, {node: expression(f"({program.code(node.args[0].value)}, 0)")})


def _soft_exit(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        call = called(node)
        if call and final_name(call.func) == "_exit":
            text = f"sys.exit({program.arguments(call.args)})"
            yield Edit(node, {call: expression(text)}, ("sys",))


def _drop_input(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if isinstance(node, cst.Call) and final_name(node.func) == "communicate" and node.args:
            yield Edit(node, {node.args[0].value: expression("None")})


def _unordered(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
            continue
        pool = program.code(node.func.value)
        if node.func.attr.value in {"map", "imap"} and pool.lower().endswith("pool"):
            args = program.arguments(node.args)
            yield Edit(node, {node: expression(f"list({pool}.imap_unordered({args}))")})


OPERATORS = (
    Operator("drop-join", "a `join` goes", _drop_join),
    Operator(
        "drop-close", "a `close`, `shutdown`, `terminate`, `kill` or `clear` goes", _drop_close
    ),
    Operator("drop-put", "a `put`, `send` or `connect` goes", _drop_put),
    Operator("start-to-run", "`run` for `start`", _start_to_run),
    Operator("join-at-once", "each is joined right after its start", _join_at_once),
    Operator("daemon", "a thread or process becomes a daemon", _daemon),
    Operator("drop-waitpid", "nobody waits for the child", _drop_waitpid),
    Operator("soft-exit", "`sys.exit` for `os._exit`", _soft_exit),
    Operator("drop-input", "`communicate` is given no input", _drop_input),
    Operator("unordered", "results in the order in which they arrive", _unordered),
)

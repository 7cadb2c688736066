"""Threads where processes are needed, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from grader.mutation.mutant import Operator
from grader.mutation.program import Edit, Program, expression, final_name

_TO_THREADS = {
    "Process": ("threading.Thread", "threading"),
    "Pool": ("multiprocessing.pool.ThreadPool", "multiprocessing.pool"),
    "ProcessPoolExecutor": ("concurrent.futures.ThreadPoolExecutor", "concurrent.futures"),
}
_TO_PROCESSES = {
    "Thread": ("multiprocessing.Process", "multiprocessing"),
    "ThreadPool": ("multiprocessing.Pool", "multiprocessing"),
    "ThreadPoolExecutor": ("concurrent.futures.ProcessPoolExecutor", "concurrent.futures"),
}
_SHARED = {
    "Queue": ("queue.Queue", "queue"),
    "SimpleQueue": ("queue.SimpleQueue", "queue"),
    "Lock": ("threading.Lock", "threading"),
    "Value": ("types.SimpleNamespace", "types"),
}


def _made(program: Program, names: dict[str, tuple[str, str]]) -> Iterator[Edit]:
    for node in program.nodes:
        if isinstance(node, cst.Call) and final_name(node.func) in names:
            new, module = names[final_name(node.func)]
            yield Edit(node, {node.func: expression(new)}, (module,))


def _to_threads(program: Program) -> Iterator[Edit]:
    return _made(program, _TO_THREADS)


def _to_processes(program: Program) -> Iterator[Edit]:
    return _made(program, _TO_PROCESSES)


def _not_shared(program: Program) -> Iterator[Edit]:
    for edit in _made(program, _SHARED):
        assert isinstance(edit.at, cst.Call)
        if program.code(edit.at.func).startswith("multiprocessing."):
            yield edit


OPERATORS = (
    Operator("process-to-thread", "threads where processes were", _to_threads),
    Operator("thread-to-process", "processes where threads were", _to_processes),
    Operator("not-shared", "what processes share becomes what threads share", _not_shared),
)

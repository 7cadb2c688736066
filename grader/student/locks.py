"""On a hang: which thread waits for what, and who holds it.

Theory of operation
-------------------
Locks do not know who took them, and wrappers around them that do would change right programs
(pickling, ``Condition``'s way into its lock, ``multiprocessing``, ``isinstance``). So nothing is
recorded while the student's code runs. Only when the time is up, a signal handler looks at the
frames of all threads and at the source:

- *Waiting*: the instruction at which a frame stands has an exact place in the source. If that
  place is the head of a ``with`` or a call such as ``x.acquire()``, ``x.join()``, ``x.get()``,
  then ``x`` is evaluated in the frame's own variables: that is the very object it waits for.
- *Holding*: a frame whose line lies inside the body of ``with y:`` holds ``y``; one that has
  passed ``y.acquire()`` and no ``y.release()`` since, in the same function, holds it too. If ``y``
  is the same object, that frame's thread is the holder. An ``RLock`` names its owner itself.

A lock that was taken by a function which has returned since has no holder here; the report then
says only who waits. The handler runs in the main thread, which CPython lets in while it waits for
a lock, a thread, a process or a pipe, but not inside a C loop; ``faulthandler`` covers that.
"""

from __future__ import annotations

import ast
import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from types import CodeType, FrameType
from typing import Any

from grader.student import plain
from grader.student.failures import SCENARIOS, Sources, short_name

_MAX_WAITS = 32
_METHODS = {
    "acquire": "lock",
    "join": "end",
    "wait": "signal",
    "wait_for": "signal",
    "get": "item",
    "put": "room",
    "result": "result",
    "recv": "message",
    "recv_bytes": "message",
    "accept": "connection",
    "connect": "connection",
    "map": "workers",
    "starmap": "workers",
    "apply": "workers",
    "shutdown": "workers",
    "communicate": "end",
    "poll": "message",
}
_PROCESS = os.path.join("multiprocessing", "process.py")
_OWNER = re.compile(r"owner=(\d+)")
_LOCK_TYPES = (type(threading.Lock()), type(threading.RLock()))

Span = tuple[int | None, int | None, int | None, int | None]
"""First line, last line, first column, last column."""


def reporter(notes_fd: int, sources: Sources) -> Callable[[int, FrameType | None], None]:
    """A signal handler that writes one ``W`` line of JSON to ``notes_fd``."""

    def report(_signal: int, frame: FrameType | None) -> None:
        try:
            text = plain.encode(who_waits(sources, frame))
        except BaseException:
            text = "[]"
        data = f"\nW{text}\n".encode("ascii")
        while data:
            data = data[os.write(notes_fd, data) :]

    return report


def who_waits(sources: Sources, main_frame: FrameType | None) -> list[dict[str, Any]]:
    """What each thread waits for.

    Args:
        sources: the student's file.
        main_frame: where the main thread was interrupted.

    Returns:
        ``{pid, thread, line, file, what, kind, holder, holder_line}`` for each thread that stands
        in the student's file or the scenario; ``holder`` is ``None`` where it can't be known.
    """
    trees = _Trees(sources)
    stacks: dict[int, list[FrameType]] = {}
    current = threading.get_ident()
    for ident, top in sys._current_frames().items():
        stacks[ident] = list(_frames(main_frame if ident == current else top))
    waits = []
    for ident, stack in list(stacks.items())[:_MAX_WAITS]:
        wait = _wait_of(stack, trees)
        if wait is None:
            continue
        frame, what, kind, target = wait
        holder, holder_line = _holder(target, stacks, trees)
        waits.append(
            {
                "pid": os.getpid(),
                "thread": _thread_name(ident),
                "line": frame.f_lineno,
                "file": short_name(frame.f_code.co_filename, sources),
                "what": what,
                "kind": kind,
                "holder": holder,
                "holder_line": holder_line,
            }
        )
    return waits


class _Trees:
    """Syntax trees of the two files that we can explain."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self._trees: dict[str, ast.Module | None] = {}

    def of(self, code: CodeType) -> ast.Module | None:
        name = code.co_filename
        if name not in self._trees:
            self._trees[name] = self._parse(name)
        return self._trees[name]

    def _parse(self, name: str) -> ast.Module | None:
        if self.sources.owns(name):
            text = self.sources.text
        elif name == SCENARIOS:
            import linecache

            text = "".join(linecache.getlines(name))
        else:
            return None
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            return None


def _frames(frame: FrameType | None) -> Iterator[FrameType]:
    """Innermost first; not those that a forked process has of the one that forked it."""
    while frame is not None:
        yield frame
        code = frame.f_code
        if code.co_name == "_bootstrap" and code.co_filename.endswith(_PROCESS):
            return
        frame = frame.f_back


def _wait_of(stack: list[FrameType], trees: _Trees) -> tuple[FrameType, str, str, Any] | None:
    """The innermost frame that we have the source of, and what it waits for there."""
    for frame in stack:
        tree = trees.of(frame.f_code)
        if tree is None:
            continue
        before, place = _places(frame)
        for node in ast.walk(tree):
            if place is None or not isinstance(node, ast.With | ast.Call):
                continue
            if isinstance(node, ast.With):
                for item in node.items:
                    # Up to 3.12 the instruction that enters has the place of the whole
                    # statement, and the one before it that of the expression.
                    if _span(item.context_expr) == place or (
                        _span(item.context_expr) == before and _span(node) == place
                    ):
                        expression = item.context_expr
                        return _waiting(frame, expression, "lock")
            elif _span(node) == place and isinstance(node.func, ast.Attribute):
                kind = _METHODS.get(node.func.attr)
                if kind is not None:
                    return _waiting(frame, node.func.value, kind)
        return None
    return None


def _waiting(frame: FrameType, expression: ast.expr, kind: str) -> tuple[FrameType, str, str, Any]:
    return frame, ast.unparse(expression), kind, _evaluate(expression, frame)


def _places(frame: FrameType) -> tuple[Span | None, Span | None]:
    """The spans in the source of the instruction at which ``frame`` stands, and the one before."""
    before = None
    for at, span in enumerate(frame.f_code.co_positions()):
        if at == frame.f_lasti // 2:
            return before, span
        before = span
    return None, None


def _span(node: ast.expr | ast.stmt) -> Span:
    return node.lineno, node.end_lineno, node.col_offset, node.end_col_offset


def _evaluate(expression: ast.expr, frame: FrameType) -> Any:
    """The object that a simple expression names in ``frame``; ``None`` when it can't be told."""
    try:
        if isinstance(expression, ast.Name):
            for scope in (frame.f_locals, frame.f_globals):
                if expression.id in scope:
                    return scope[expression.id]
        elif isinstance(expression, ast.Attribute):
            owner = _evaluate(expression.value, frame)
            return None if owner is None else getattr(owner, expression.attr)
        elif isinstance(expression, ast.Subscript):
            owner = _evaluate(expression.value, frame)
            key = expression.slice
            at = key.value if isinstance(key, ast.Constant) else _evaluate(key, frame)
            return owner[at] if type(owner) in (list, tuple, dict) else None
    except BaseException:
        return None
    return None


def _lock_within(target: Any) -> Any:
    """The plain lock behind ``target``: itself, or the one of a ``Condition``."""
    if isinstance(target, _LOCK_TYPES):
        return target
    if type(target) is threading.Condition:
        inner = target._lock  # type: ignore[attr-defined]
        return inner if isinstance(inner, _LOCK_TYPES) else None
    return None


def _holder(
    target: Any, stacks: dict[int, list[FrameType]], trees: _Trees
) -> tuple[str | None, int | None]:
    if isinstance(target, threading.Thread):
        return target.name, None
    lock = _lock_within(target)
    if lock is None:
        return None, None
    owner = _OWNER.search(repr(lock))
    for ident, stack in stacks.items():
        if owner is not None and int(owner[1]) != ident:
            continue
        for frame in stack:
            line = _taken_at(frame, lock, trees)
            if line is not None:
                return _thread_name(ident), line
        if owner is not None:
            return _thread_name(ident), None
    return None, None


def _taken_at(frame: FrameType, lock: Any, trees: _Trees) -> int | None:
    """The line at which ``frame`` took ``lock``, if it still holds it by what the source says."""
    tree = trees.of(frame.f_code)
    if tree is None:
        return None
    line = frame.f_lineno
    function = _function_of(frame.f_code, tree)
    taken: int | None = None
    released = 0
    for node in ast.walk(function):
        if isinstance(node, ast.With):
            inside = node.body[0].lineno <= line <= (node.end_lineno or 0)
            for item in node.items if inside else ():
                if _lock_within(_evaluate(item.context_expr, frame)) is lock:
                    return item.context_expr.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.lineno >= line or node.func.attr not in ("acquire", "release"):
                continue
            if _lock_within(_evaluate(node.func.value, frame)) is lock:
                if node.func.attr == "acquire":
                    taken = max(taken or 0, node.lineno)
                else:
                    released = max(released, node.lineno)
    return taken if taken is not None and taken > released else None


def _function_of(code: CodeType, tree: ast.Module) -> ast.AST:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == code.co_name:
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            if first == code.co_firstlineno:
                return node
    return tree


def _thread_name(ident: int) -> str:
    # Not ``threading.enumerate``: it takes a lock that the interrupted code may hold.
    thread = threading._active.get(ident)  # type: ignore[attr-defined]
    if thread is not None and thread is threading.main_thread():
        # In a forked process it may still have the name of the thread that forked.
        return "MainThread"
    return str(thread.name) if thread is not None else f"thread {ident}"

"""Watches, from inside the child, for student code that looks into the engine.

Such code can lie about what a scenario saw, so a person should look at it. Each finding goes out
as one line as soon as it happens (``notes`` pipe), where the code can't take it back. A finding
never changes a score, and must never accuse the standard library of what it does on behalf of a
right solution: an event counts only if the code that caused it directly is the student's own
(``namedtuple``, ``logging`` and ``warnings`` walk frames; ``multiprocessing.Value`` uses
``ctypes``). ``inspect`` and ``ctypes`` are looked through, since they act for their caller.
"""

# ruff: noqa: UP029 - builtins are bound here, before student code can patch them
from __future__ import annotations

import os
import sys
from builtins import BaseException, dict, isinstance, len, set, str, tuple
from types import FrameType, FunctionType, ModuleType
from typing import Any

from grader.student import plain
from grader.student.failures import Sources

_KINDS = {
    "sys._getframe": ("frame-walking", "it walks the frames of its callers"),
    "sys._getframemodulename": ("frame-walking", "it asks for the module of its caller"),
    "sys._current_frames": ("frame-walking", "it looks at the frames of all threads"),
    "sys._current_exceptions": ("frame-walking", "it looks at the exceptions of all threads"),
    "gc.get_objects": ("gc-probing", "it lists all objects of the interpreter"),
    "gc.get_referrers": ("gc-probing", "it asks who refers to an object"),
    "gc.get_referents": ("gc-probing", "it asks what an object refers to"),
    "sys.settrace": ("tracing", "it sets a trace function"),
    "sys.setprofile": ("tracing", "it sets a profile function"),
    "sys.addaudithook": ("tracing", "it adds an audit hook"),
    "ctypes.dlopen": ("ctypes", "it loads a C library"),
    "ctypes.dlsym": ("ctypes", "it looks up a C function"),
    "ctypes.dlsym/handle": ("ctypes", "it looks up a C function"),
    "ctypes.call_function": ("ctypes", "it calls a C function by address"),
    "ctypes.string_at": ("ctypes", "it reads memory by address"),
    "ctypes.wstring_at": ("ctypes", "it reads memory by address"),
    "ctypes.cdata": ("ctypes", "it makes an object of a memory address"),
    "ctypes.PyObj_FromPtr": ("ctypes", "it makes an object of a memory address"),
}
_FRAME_ATTRIBUTES = frozenset({"tb_frame", "gi_frame", "cr_frame", "ag_frame", "f_back"})
_ENGINE = "grader.student"
_EXPLORER = "grader.student.explore"

_getframe = sys._getframe
_write = os.write
_encode = plain.encode
_modules = sys.modules
_getpid = os.getpid
_vars: Any = ModuleType.__dict__["__dict__"].__get__  # type: ignore[index]

_engine_before: dict[str, dict[str, Any]] = {}


def install(notes_fd: int, sources: Sources, most: int) -> None:
    """Start to watch this process.

    Args:
        notes_fd: where findings go, a line each.
        sources: the student's file.
        most: how many findings are reported.
    """
    look_through = tuple(
        str(_modules[name].__file__) for name in ("inspect", "ctypes") if name in _modules
    )
    own_path = sources.path
    busy: set[str] = set()
    seen: set[tuple[str, int]] = set()

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        known = _KINDS.get(event)
        if known is None:
            if event == "open":
                known = _opening(arguments)
            elif event == "object.__getattr__" and arguments[1] in _FRAME_ATTRIBUTES:
                known = ("frame-walking", f"it reads {arguments[1]} to get at frames")
            if known is None:
                return
        if event in busy:
            return
        busy.add(event)
        try:
            frame: FrameType | None = _getframe(1)
        except BaseException:
            frame = None
        finally:
            busy.discard(event)
        while frame is not None and frame.f_code.co_filename in look_through:
            frame = frame.f_back
        if frame is None or frame.f_code.co_filename != own_path:
            return
        place = (known[0], frame.f_lineno)
        if place in seen or len(seen) >= most:
            return
        seen.add(place)
        flag = {
            "kind": known[0],
            "message": known[1],
            "file": sources.name,
            "line": frame.f_lineno,
        }
        _write(notes_fd, f"F{_encode(flag)}\n".encode("ascii"))

    sys.addaudithook(hook)


def remember_engine() -> None:
    """Note what the engine's modules hold now, before any student code exists."""
    _engine_before.update(_functions_of_engine())


def changed_modules(*, with_explorer: bool) -> list[dict[str, Any]]:
    """Flags for modules of the engine that are no longer as they were.

    Args:
        with_explorer: look at the explorer's modules too; where it is not used, a look would
            only cost time.
    """
    flags = []
    for name, functions in _engine_before.items():
        if not with_explorer and name.startswith(_EXPLORER):
            continue
        module = _modules.get(name)
        now = _vars(module) if isinstance(module, ModuleType) else {}
        for key, function in functions.items():
            if now.get(key) is not function:
                flags.append(
                    {
                        "kind": "patched-engine",
                        "message": f"it replaced {key} in {name}",
                        "file": None,
                        "line": None,
                    }
                )
    return flags


def _functions_of_engine() -> dict[str, dict[str, Any]]:
    return {
        name: {
            key: value
            for key, value in vars(module).items()
            if isinstance(value, FunctionType | type)
        }
        for name, module in list(_modules.items())
        if name.startswith(_ENGINE) and isinstance(module, ModuleType)
    }


def _opening(arguments: tuple[Any, ...]) -> tuple[str, str] | None:
    """Whether a path is one by which a process looks into a memory."""
    path = arguments[0]
    if type(path) is str and path.startswith("/proc/") and path.endswith(("/mem", "/maps")):
        return "memory-access", f"it opens {path[:60]}"
    return None

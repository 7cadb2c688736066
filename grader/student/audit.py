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
from builtins import BaseException, dict, id, isinstance, len, property, set, str, tuple, type
from types import BuiltinFunctionType, CodeType, FrameType, FunctionType, ModuleType
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

_space_of: Any = type.__dict__["__dict__"].__get__
_code_of: Any = FunctionType.__dict__["__code__"].__get__
_name_of: Any = type.__dict__["__name__"].__get__
_LIBRARY = (
    *("threading", "_thread", "queue", "_queue", "time", "os", "posix", "signal", "builtins"),
    *("multiprocessing.process", "multiprocessing.context", "multiprocessing.popen_fork"),
    *("multiprocessing.connection", "multiprocessing.managers", "multiprocessing.queues"),
)
_MOST_CHANGES = 20

_Kept = tuple[ModuleType, dict[str, Any], list[tuple[type, dict[str, Any]]]]
_trusted: dict[int, CodeType] = {}
"""By identity, since code that is written alike is equal; kept alive, so that no id is reused."""
_engine_before: dict[str, _Kept] = {}
_library_before: dict[str, _Kept] = {}


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
            elif event == "object.__setattr__" and arguments[1] == "__code__":
                known = ("patched-engine", "it replaces the code of a function")
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
    _remember(_engine_before, [name for name in _modules if name.startswith(_ENGINE)])


def remember_library() -> None:
    """Note what the modules hold on which a scenario relies that runs with real threads.

    The zygote does so, once for all its children.
    """
    _remember(_library_before, [name for name in _LIBRARY if name in _modules])


def trust(scenarios: CodeType) -> None:
    """Let the scenarios replace what they need to: functions made of this code are no finding.

    Args:
        scenarios: their module, compiled.
    """
    pending = [scenarios]
    while pending:
        code = pending.pop()
        _trusted[id(code)] = code
        pending += [const for const in code.co_consts if isinstance(const, CodeType)]


def changed_modules(*, explored: bool) -> list[dict[str, Any]]:
    """Flags for modules of the engine or the library that are no longer as they were.

    Args:
        explored: the explorer was used, so its modules count; it puts the library's back itself.
            Where real threads ran it is the other way round.
    """
    flags: list[dict[str, Any]] = []
    library = {} if explored else _library_before
    for kind, before in (("patched-engine", _engine_before), ("patched-library", library)):
        for name, (module, contents, classes) in before.items():
            if not explored and name.startswith(_EXPLORER):
                continue
            changed = [name] if _modules.get(name, module) is not module else []
            changed += _differences(name, contents, _vars(module))
            for cls, space in classes:
                changed += _differences(f"{name}.{_name_of(cls)}", space, _space_of(cls))
            flags += [
                {"kind": kind, "message": f"it replaced {what}", "file": None, "line": None}
                for what in changed
            ]
    return flags[:_MOST_CHANGES]


def _differences(name: str, before: dict[str, Any], now: Any) -> list[str]:
    return [
        f"{name}.{key}"
        for key, value in before.items()
        if now.get(key) is not value and not _is_trusted(now.get(key))
    ]


def _is_trusted(value: Any) -> bool:
    return type(value) is FunctionType and id(_code_of(value)) in _trusted


def _remember(where: dict[str, Any], names: list[str]) -> None:
    for name in names:
        module: Any = _modules[name]
        if not isinstance(module, ModuleType):
            continue
        contents = _functions(_vars(module))
        classes = [
            (cls, _functions(_space_of(cls)))
            for cls in contents.values()
            if isinstance(cls, type) and cls.__module__ == name
        ]
        where[name] = (module, contents, classes)


def _functions(space: Any) -> dict[str, Any]:
    """What of a namespace nobody has a reason to replace; hooks are there to be set."""
    return {
        key: value
        for key, value in space.items()
        if isinstance(value, FunctionType | BuiltinFunctionType | type | property)
        and "excepthook" not in key
    }


def _opening(arguments: tuple[Any, ...]) -> tuple[str, str] | None:
    """Whether a path is one by which a process looks into a memory."""
    path = arguments[0]
    if type(path) is str and path.startswith("/proc/") and path.endswith(("/mem", "/maps")):
        return "memory-access", f"it opens {path[:60]}"
    return None

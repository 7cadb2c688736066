"""Code that comes into being while the program runs: strings, code objects, other files.

Theory of operation
-------------------
``exec``, ``eval`` and ``compile`` of a text are replaced, in the explored modules, by
functions that instrument the text first; so are ``getattr`` and its relatives wherever they
are used as values. What remains is found by an audit hook, which the program can't remove:
a code object that nobody instrumented (of another file, unmarshalled, built by hand, run by
a library such as ``timeit``) ends the exploration as *unsupported*, with the reason. The
library's own modules, and the code that ``dataclasses`` and ``collections`` make, pass.
"""

from __future__ import annotations

import _thread
import ast
import builtins
import os
import sys
import sysconfig
import types
from collections.abc import Callable
from typing import Any

from grader.student.explore.runtime import Execution, rt
from grader.student.explore.task import Abort
from grader.student.explore.transform import STANDINS, Sites, instrument

LIBRARY = tuple(
    {os.path.realpath(sysconfig.get_path(name)) + os.sep for name in ("stdlib", "platstdlib")}
    | {sysconfig.get_path(name) + os.sep for name in ("stdlib", "platstdlib")}
)
ENGINE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
# Those that run, on their own account, code that they made themselves.
MAKERS = (
    "dataclasses.py",
    "collections/__init__.py",
    "enum.py",
    "typing.py",
    "functools.py",
    "multiprocessing/sharedctypes.py",
)
FROZEN = "<frozen "
LONGEST = 200_000  # characters of a text that is compiled


class Foreign:
    """What one process knows of code without hooks."""

    def __init__(self) -> None:
        self.known: set[types.CodeType] = set()
        self.sites = Sites()
        self.watching = False
        self.compiled: dict[tuple[str, str, str], types.CodeType] = {}

    def watch(self) -> None:
        """Begin to watch this process; once for all."""
        if not self.watching:
            self.watching = True
            sys.addaudithook(self._hook())

    def begin(self, sites: Sites, codes: list[types.CodeType]) -> None:
        """Note what is instrumented; ``sites`` gets the places of what comes later."""
        if self.sites is not sites:
            self.sites = sites
            self.known.clear()
            self.compiled.clear()
        for code in codes:
            self.learn(code)

    def learn(self, code: types.CodeType) -> None:
        """Note a code object that is instrumented, and all within it."""
        self.known.add(code)
        for part in code.co_consts:
            if isinstance(part, types.CodeType):
                self.learn(part)

    def make(self, source: Any, filename: str, mode: str) -> types.CodeType:
        """Compile a text of the program, with hooks. Raise SyntaxError as ``compile`` does."""
        text = source if isinstance(source, str) else bytes(source).decode("utf-8")
        if mode == "eval":
            text = text.lstrip(" \t")
        key = (text, filename, mode)
        code = self.compiled.get(key)
        if code is None:
            tree: Any = instrument(text, filename, self.sites, mode=mode, everything=True)
            code = compile(tree, filename, mode, dont_inherit=True)
            self.learn(code)
            if len(self.compiled) < 1000 and len(text) < LONGEST:
                self.compiled[key] = code
        return code

    def _hook(self) -> Callable[[str, tuple[Any, ...]], None]:
        # It outlives this module: when the interpreter ends, globals are emptied while hooks are
        # still called. So it keeps all that it needs before it knows that nothing is explored.
        events, runtime, current = _EVENTS, rt, _thread.get_ident

        def hook(event: str, arguments: tuple[Any, ...]) -> None:
            judge = events.get(event)
            execution = runtime.execution
            if judge is None or execution is None or execution.ending:
                return
            if not any(task.os_ident == current() for task in execution.live):
                return
            reason = judge(self, sys._getframe(1), arguments)
            if reason:
                refuse(execution, reason)

        return hook


def refuse(execution: Execution, what: str) -> None:
    """End the exploration: it can't follow this."""
    execution.finish("unsupported", what)
    raise Abort


def _of_engine(frame: types.FrameType | None) -> bool:
    return frame is not None and frame.f_code.co_filename.startswith(ENGINE)


def _of_library(name: str) -> bool:
    return name.startswith((*LIBRARY, FROZEN)) and "site-packages" not in name


def _exec(foreign: Foreign, frame: types.FrameType, arguments: tuple[Any, ...]) -> str:
    code, caller = arguments[0], frame.f_code
    if code in foreign.known or _of_engine(frame):
        return ""
    if caller in foreign.known or not _of_library(caller.co_filename):
        return "it runs code that the explorer did not get to see"
    if _of_library(code.co_filename) or caller.co_filename.endswith(MAKERS):
        return ""
    return f"it runs code of another file or text ({code.co_filename[-60:]})"


def _built(foreign: Foreign, frame: types.FrameType, arguments: tuple[Any, ...]) -> str:
    if _of_engine(frame) or frame.f_code not in foreign.known:
        return ""
    code = arguments[0]
    if isinstance(code, types.CodeType) and code in foreign.known:
        return ""
    return "it builds code by hand"


def _assigned(foreign: Foreign, frame: types.FrameType, arguments: tuple[Any, ...]) -> str:
    if arguments[1] != "__code__" or _of_engine(frame) or arguments[2] in foreign.known:
        return ""
    return "it replaces the code of a function"


def _started(_foreign: Foreign, frame: types.FrameType, _arguments: tuple[Any, ...]) -> str:
    return "" if _of_engine(frame) else "it starts a thread behind the explorer's back"


def _process(_foreign: Foreign, _frame: types.FrameType, _arguments: tuple[Any, ...]) -> str:
    return "it starts a process"


_EVENTS: dict[str, Callable[[Foreign, types.FrameType, tuple[Any, ...]], str]] = {
    "exec": _exec,
    "function.__new__": _built,
    "code.__new__": _built,
    "marshal.loads": _built,
    "object.__setattr__": _assigned,
    "_thread.start_new_thread": _started,
    "_thread.start_joinable_thread": _started,
    "subprocess.Popen": _process,
    "os.fork": _process,
    "os.forkpty": _process,
    "os.posix_spawn": _process,
    "os.system": _process,
}
foreign = Foreign()


# -- what stands for the builtins in explored modules -------------------------------------


def _compile(
    source: Any,
    filename: Any,
    mode: str,
    flags: int = 0,
    dont_inherit: bool = False,
    optimize: int = -1,
    **more: Any,
) -> Any:
    """``compile``."""
    if flags or mode not in ("exec", "eval") or not isinstance(source, (str, bytes, bytearray)):
        if isinstance(source, ast.AST) and not flags:
            source = ast.unparse(source)
        else:
            return compile(source, filename, mode, flags, dont_inherit, optimize, **more)
    return foreign.make(source, os.fsdecode(filename), mode)


def _spaces(spaces: tuple[Any, ...], named: dict[str, Any], frame: types.FrameType) -> Any:
    globals_ = spaces[0] if spaces else named.get("globals")
    locals_ = spaces[1] if len(spaces) > 1 else named.get("locals")
    if globals_ is None:
        globals_ = frame.f_globals
        if locals_ is None:
            locals_ = frame.f_locals
            if type(locals_) is not dict:  # a proxy that writes through, from 3.13 on
                locals_ = dict(locals_)
    return globals_, globals_ if locals_ is None else locals_


def _run(source: Any, *spaces: Any, **named: Any) -> None:
    """``exec``."""
    where = _spaces(spaces, named, sys._getframe(1))
    if isinstance(source, (str, bytes, bytearray)):
        source = foreign.make(source, "<string>", "exec")
    closure = {"closure": named["closure"]} if "closure" in named else {}
    exec(source, *where, **closure)


def _evaluate(source: Any, *spaces: Any, **named: Any) -> Any:
    """``eval``."""
    where = _spaces(spaces, named, sys._getframe(1))
    if isinstance(source, (str, bytes, bytearray)):
        source = foreign.make(source, "<string>", "eval")
    return eval(source, *where)


def standins(hooks: dict[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    """Return what stands for builtins that reach into objects, by the names in ``STANDINS``."""
    by_name = {name: hooks["@" + name] for name in ("getattr", "setattr", "hasattr", "delattr")}

    def named(name: str) -> Callable[..., Any]:
        function = by_name[name]

        def standin(*args: Any) -> Any:
            if len(args) < 2 or rt.execution is None:
                return getattr(builtins, name)(*args)
            return function(-1, *args)

        standin.__name__ = standin.__qualname__ = name
        return standin

    def variables(*args: Any) -> Any:
        if not args:
            return sys._getframe(1).f_locals
        hooks["@load"](args[0], "__dict__", -1)
        return vars(args[0])

    made: dict[str, Callable[..., Any]] = {name: named(name) for name in by_name}
    made |= {"vars": variables, "exec": _run, "eval": _evaluate, "compile": _compile}
    return {"@is_" + name: made[name] for name in STANDINS}

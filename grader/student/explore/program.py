"""The explored program: the student's module and the scenario, compiled once, run afresh.

``Program.execute`` runs one execution and returns what came of it. Around it the
process is put in order: stand-ins for threading and the rest, the hooks among
the builtins, no automatic garbage collection (it would run finalizers at
moments that no schedule controls), and everything that the program changed in
shared modules is put back.
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import importlib
import json
import linecache
import re
import sys
from collections.abc import Iterable
from types import ModuleType, TracebackType
from typing import Any

from grader.student import plain
from grader.student.explore import hooks
from grader.student.explore.fields import stored, student_modules
from grader.student.explore.foreign import foreign
from grader.student.explore.modules import Installed
from grader.student.explore.options import Options, Source
from grader.student.explore.prepared import Prepared, prepare, prepare_quietly
from grader.student.explore.recorder import Recorder
from grader.student.explore.runtime import Execution
from grader.student.explore.strategy import Strategy
from grader.student.explore.task import Abort, UnsupportedError
from grader.student.explore.transform import Sites

ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")
LONGEST = 2000  # characters kept of an error message
# Bound before the program can patch the module.
_read_json, _write_json = json.JSONDecoder().decode, json.JSONEncoder().encode


class Silent:
    """Stands for stdout after the first execution, so that output comes once."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return False


class Ended:
    """What came of one execution."""

    def __init__(self, execution: Execution) -> None:
        self.execution = execution
        self.kind = ""
        self.value: Any = None
        self.error: dict[str, Any] | None = None
        self.threads: list[dict[str, Any]] = []
        self.load_error: dict[str, Any] | None = None
        self.witness: dict[str, Any] | None = None


class Program:
    """A student's module and a scenario's function with its parameters."""

    def __init__(
        self,
        student: Source,
        scenario: Source,
        function: str,
        params: dict[str, Any],
        options: Options,
        prepared: Prepared | None = None,
    ) -> None:
        self.student = student
        self.scenario = scenario
        self.function = function
        self.params = _write_json(params)
        self.options = options
        self.sites = Sites()
        self.lines: dict[str, list[str]] = {}
        self.codes: list[tuple[Source, Any]] = []
        self.stored: set[str] = set()
        self.patched: set[str] = set()
        self.load_error: dict[str, Any] | None = None
        self.silent = False
        # Only where an event may be cleared does it matter who waited when it was set.
        self.pulses = ".clear" in student.text + scenario.text
        for source in (student, scenario):
            self.lines[source.filename] = source.text.splitlines()
        try:
            ready = prepare(student, scenario) if prepared is None else prepared
        except (SyntaxError, ValueError, RecursionError) as error:
            self.load_error = self.describe(error)
            # Before any line of the student's has run, so this says for certain whose text it is.
            self.load_error["in_scenario"] = prepare_quietly(scenario, ()) is None
            return
        self.sites.lines = ready.lines
        self.codes = list(zip((student, scenario), (part.code for part in ready), strict=True))
        self.stored = {name for part in ready for name in part.stored}
        preload(name for part in ready for name in part.imports)

    # -- one execution -------------------------------------------------------

    def execute(self, strategy: Strategy, record: bool = False) -> Ended:
        """Run the program once under the strategy's choices."""
        recorder = Recorder(self.sites, self.lines, self.student.filename) if record else None
        execution = Execution(self.options, strategy, recorder)
        execution.pulses = self.pulses
        ended = Ended(execution)
        before = set(sys.modules)
        stdout, stderr = sys.stdout, sys.stderr
        unraisable, recursion = sys.unraisablehook, sys.getrecursionlimit()
        own = [source.module for source in (self.student, self.scenario)]
        originals = {name: sys.modules.get(name) for name in own}
        namespace = dict(vars(builtins))
        vars(builtins).update(hooks.HOOKS)
        student_modules.update(own)
        stored.update(self.stored)
        foreign.begin(self.sites, [code for _source, code in self.codes])
        foreign.watch()
        for source in (self.student, self.scenario):
            text = source.text
            linecache.cache[source.filename] = (
                len(text),
                None,
                text.splitlines(True),
                source.filename,
            )
        sys.unraisablehook = lambda _info: None
        if self.silent:
            sys.stdout = sys.stderr = Silent()
        gc.disable()
        try:
            with Installed(self.options.seed) as installed:
                try:
                    execution.run(lambda: self._main(execution, ended))
                finally:
                    self.patched.update(
                        installed.patched_names(), changed_hooks(own), execution.tampered
                    )
        finally:
            gc.enable()
            sys.stdout, sys.stderr, sys.unraisablehook = stdout, stderr, unraisable
            sys.setrecursionlimit(recursion)
            restore(vars(builtins), namespace)
            student_modules.difference_update(own)
            stored.clear()
            for name in set(sys.modules) - before:
                del sys.modules[name]
            for name, module in originals.items():
                if module is not None:
                    sys.modules[name] = module
        self._conclude(execution, ended)
        if recorder is not None:
            ended.witness = recorder.witness(execution)
        return ended

    def _main(self, execution: Execution, ended: Ended) -> None:
        loading = True
        try:
            loaded: list[ModuleType] = []
            for source, code in self.codes:
                module = ModuleType(source.module)
                module.__file__ = source.filename
                sys.modules[source.module] = module
                exec(code, vars(module))
                loaded.append(module)
            loading = False
            function = getattr(loaded[1], self.function)
            value = function(loaded[0], **_read_json(self.params))
            ended.kind = "returned"
            ended.value = value
        except Abort:
            raise
        except UnsupportedError as error:
            execution.finish("unsupported", error.reason)
            raise Abort from None
        except BaseException as error:
            if loading:
                ended.load_error = self.describe(error)
            ended.kind = "exit" if isinstance(error, SystemExit) else "raised"
            ended.error = self.describe(error)
        else:
            try:
                ended.value = _read_json(plain.encode(value))
            except Abort:
                raise
            except (plain.UnfitError, ValueError, RecursionError) as error:
                ended.kind = "raised"
                ended.value = None
                ended.error = {
                    "type": "ObservationError",
                    "message": f"{self.function} returned what is not JSON: {error}"[:LONGEST],
                    "traceback": [],
                }

    def _conclude(self, execution: Execution, ended: Ended) -> None:
        how = execution.how
        if how in (
            "deadlock",
            "livelock",
            "step_limit",
            "exit",
            "unsupported",
            "diverged",
            "fault",
        ):
            ended.kind = how
            if how == "exit":
                ended.error = {"type": "SystemExit", "message": execution.reason, "traceback": []}
            elif how != "exit":
                ended.value, ended.error = None, None
        for task in execution.tasks[1:]:
            if task.error is not None:
                ended.threads.append({"name": task.name, "error": self.describe(task.error)})
                task.error = None

    # -- errors ----------------------------------------------------------------

    def describe(self, error: BaseException) -> dict[str, Any]:
        """Return an exception as data, with the explored lines of its traceback."""
        try:
            message = str(error)
        except Abort:
            raise
        except BaseException as second:
            message = f"(its text raised {type(second).__name__})"
        return {
            "type": type(error).__name__,
            "message": ADDRESS.sub("0x...", message)[:LONGEST],
            "traceback": self.frames(error),
        }

    def frames(self, error: BaseException) -> list[dict[str, Any]]:
        """Return the traceback's lines in explored files, at most the last 20."""
        found: list[dict[str, Any]] = []
        if isinstance(error, SyntaxError) and error.filename in self.lines:
            found.append(self._frame(error.filename, error.lineno or 0, ""))
        traceback: TracebackType | None = error.__traceback__
        while traceback is not None:
            code = traceback.tb_frame.f_code
            if code.co_filename in self.lines:
                found.append(self._frame(code.co_filename, traceback.tb_lineno, code.co_name))
            traceback = traceback.tb_next
        return found[-20:]

    def _frame(self, filename: str, line: int, function: str) -> dict[str, Any]:
        lines = self.lines[filename]
        source = lines[line - 1].strip() if 0 < line <= len(lines) else ""
        return {"file": filename, "line": line, "function": function, "source": source}


def changed_hooks(own: list[str]) -> list[str]:
    """Return the hooks that the program has replaced among the builtins, or hides."""
    spaces = [vars(module) for name in own if (module := sys.modules.get(name)) is not None]
    there = vars(builtins)
    return [
        name
        for name, hook in hooks.HOOKS.items()
        if there.get(name) is not hook or any(name in space for space in spaces)
    ]


def restore(space: dict[str, Any], before: dict[str, Any]) -> None:
    """Give a namespace back the contents that it had."""
    for name in hooks.HOOKS:
        space.pop(name, None)
    if space == before:
        return
    for name in [name for name in space if name not in before]:
        del space[name]
    for name, value in before.items():
        if space.get(name, space) is not value:
            space[name] = value


def preload(names: Iterable[str]) -> None:
    """Import library modules with the real ``threading``.

    A module first imported inside an execution would keep that execution's locks.
    """
    for name in names:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)

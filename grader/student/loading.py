"""Loads the student's file; whatever goes wrong becomes a sentence for the student."""

# ruff: noqa: UP029 - builtins are bound here, before student code can patch them
from __future__ import annotations

import importlib
import io
import sys
import tokenize
from builtins import (
    BaseException,
    EOFError,
    ModuleNotFoundError,
    SyntaxError,
    SystemExit,
    isinstance,
    len,
    str,
)
from types import ModuleType
from typing import Any

from grader.student import failures
from grader.student.failures import Sources

_import_module = importlib.import_module
_STANDARD = frozenset(sys.stdlib_module_names)


def read_sources(folder: str, module: str) -> Sources:
    """Read ``folder/module.py`` for quoting; an unreadable file gives an empty text."""
    path = f"{folder}/{module}.py"
    try:
        with open(path, "rb") as file:
            data = file.read()
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding, "replace")
    except (OSError, SyntaxError):
        return Sources(path, "")
    return Sources(path, text.replace("\r\n", "\n").replace("\r", "\n"))


def load(module: str, sources: Sources) -> ModuleType | dict[str, Any]:
    """Import ``module``; on failure the fields of a ``wire.ErrorInfo`` instead."""
    try:
        return _import_module(module)
    except BaseException as error:
        return explain(error, sources)


def explain(error: BaseException, sources: Sources) -> dict[str, Any]:
    """The fields of a ``wire.ErrorInfo`` for an ``error`` that kept the file from loading."""
    info = failures.describe(error, sources)
    info["message"] = _explain(error, info, sources)
    info["in_student_code"] = True
    return info


def _explain(error: BaseException, info: dict[str, Any], sources: Sources) -> str:
    message: str = info["message"]
    if isinstance(error, SyntaxError) and info["traceback"]:
        where = info["traceback"][-1]
        return f"{error.msg} (line {where['line']}: {where['source']})"
    if isinstance(error, ModuleNotFoundError) and str(error.name).partition(".")[0] != "grader":
        top = str(error.name).partition(".")[0]
        if top not in _STANDARD:
            return f"{message}: only Python's standard library can be imported here"
    line = _own_line(info, sources)
    if isinstance(error, EOFError) and "input" in sources.line(line):
        return (
            f"input() is called while the file is being loaded (line {line}), and nobody is there "
            "to type. Put it under `if __name__ == '__main__':`"
        )
    if isinstance(error, SystemExit):
        return (
            f"the file ends the program while it is being loaded (line {line}: "
            f"{sources.line(line)}). Put that under `if __name__ == '__main__':`"
        )
    return message


def _own_line(info: dict[str, Any], sources: Sources) -> int | None:
    """The last line of the student's file in the traceback."""
    for at in range(len(info["traceback"]) - 1, -1, -1):
        frame = info["traceback"][at]
        if frame["file"] == sources.name:
            line: int | None = frame["line"]
            return line
    return None

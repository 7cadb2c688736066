"""Runs callables at once, one thread each, and collects what came of them.

Scenarios use it to drive a student's object from several threads. It looks up
``threading`` when called, so that under exploration it starts controlled
threads, and plain ones otherwise.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Result:
    """What one callable returned, or the exception that it raised instead."""

    value: Any = None
    error: BaseException | None = None


def together(*callables: Callable[[], Any]) -> list[Result]:
    """Start one thread per callable, join them all, return their results in order.

    An exception is caught and returned in its result, ``SystemExit`` too. The
    explorer's own unwinding of a finished execution passes through.
    """
    threading = importlib.import_module("threading")
    results: list[Result] = [Result()] * len(callables)

    def run(index: int, function: Callable[[], Any]) -> None:
        try:
            results[index] = Result(value=function())
        except (Exception, SystemExit, KeyboardInterrupt, GeneratorExit) as error:
            results[index] = Result(error=error)

    threads = [
        threading.Thread(target=run, args=(index, function), name=f"worker {index + 1}")
        for index, function in enumerate(callables)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results

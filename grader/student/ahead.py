"""What is done ahead of the requests about a submission, once for all of them.

In the zygote: library modules are imported, and the scenarios' text, which is trusted, is compiled
for the explorer. The student's text is hostile, so a confined process of its own parses it. It runs
none of it, and what it answers is not looked into here: the children that explore do that.
"""

from __future__ import annotations

import gc
import importlib
import os
import select
import signal
import sys
import time
from contextlib import suppress
from typing import Any

from grader.student import audit, child, failures, loading

TIME = 5.0
"""Seconds that compiling the student's text may take."""
MOST = 8 << 20
"""Bytes that it may become."""
WHOLE = b"prepared"
"""Ends what was compiled, so that a part is never taken for the whole."""


class Ahead:
    """What is ready by now.

    Args:
        config: what the trusted side said once; see ``zygote``. Its ``prepared`` is where children
            find the texts.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        self._scenarios = ""
        self._driving: Any = None
        self._path = [
            path for path in sys.path if "site-packages" not in path and "dist-packages" not in path
        ]
        self._load(config["preload"])

    def _load(self, names: list[str]) -> None:
        """Import modules of the standard library, and remember how they are now."""
        # What a library module imports only if it is there must never be the student's.
        sys.path[:] = self._path
        for name in names:
            with suppress(ImportError):
                importlib.import_module(name)
        sys.path.append(self._config["submission"])
        audit.remember_engine()
        audit.remember_library()
        # Pages with objects that live for ever stay shared with the children. A collection before
        # would find next to nothing, and take longer than most imports.
        gc.freeze()

    def turn_to(self, message: dict[str, Any]) -> None:
        """Be ready for another submission, which lies there now.

        Args:
            message: the fields of a ``wire.Prepare``.
        """
        self._config["prepared"] = None
        sys.path_importer_cache.pop(self._config["submission"], None)
        missing = [name for name in message["preload"] if name not in sys.modules]
        if missing:
            self._load(missing)
        if not message["explores"]:
            return
        explore: Any = importlib.import_module("grader.student.explore")
        if self._scenarios != message["scenarios"]:
            self._scenarios = message["scenarios"]
            source = explore.Source(self._scenarios, failures.SCENARIOS, "scenarios")
            self._driving = explore.prepare_quietly(source, ())
        if self._driving is None:
            return
        sources = loading.read_sources(self._config["submission"], message["module"])
        student = explore.Source(sources.text, sources.path, message["module"])
        data = _apart(
            lambda: explore.pack(explore.prepare_quietly(student, self._driving.lines)),
            self._config,
        )
        if data:
            texts = (message["module"], sources.text, self._scenarios)
            self._config["prepared"] = (*texts, data, self._driving)


def _apart(make: Any, config: dict[str, Any]) -> bytes | None:
    """The bytes that ``make`` returns in a confined process of its own; None for no answer."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            child.confine({"cpu_limit": TIME}, config)
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(make() + WHOLE)
        finally:
            os._exit(0)
    os.close(writing)
    data = _read_until(reading, time.monotonic() + TIME)
    os.close(reading)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    if data is None or not data.endswith(WHOLE):
        return None
    return data[: -len(WHOLE)]


def _read_until(fd: int, deadline: float) -> bytes | None:
    """Everything up to the pipe's end; None when it does not come, or holds too much."""
    data = bytearray()
    while len(data) <= MOST:
        ready, _, _ = select.select([fd], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return None
        part = os.read(fd, 1 << 16)
        if not part:
            return bytes(data)
        data += part
    return None

"""What is done ahead of the requests about a submission, once for all of them.

In the zygote: library modules are imported, and the scenarios' text, which is trusted, is compiled
for the explorer. The student's text is hostile, so a confined process of its own parses it. It runs
none of it, and what it answers is not looked into here: the children that explore do that.

Nor does the zygote ever read the student's text. A child of a later submission is a copy of this
process and may search its own memory, where a text that was given back could still be found. The
compiled text, which has to be kept, lies in pages of its own (:class:`Compiled`), which go back to
the system; what the zygote passes on is overwritten (``kernel.forget_freed``).
"""

from __future__ import annotations

import gc
import importlib
import mmap
import os
import select
import signal
import sys
import time
from contextlib import suppress
from typing import Any

from grader.student import audit, child, failures, kernel, loading

TIME = 5.0
"""Seconds that compiling the student's text may take."""
MOST = 8 << 20
"""Bytes that it may become."""
WHOLE = b"prepared"
"""Ends what was compiled, so that a part is never taken for the whole."""


class Compiled:
    """What a confined process made of the student's text.

    Args:
        pages: of anonymous memory.
        length: how many bytes of it count.
    """

    def __init__(self, pages: mmap.mmap, length: int) -> None:
        self._pages = pages
        self._length = length

    def read(self) -> bytes:
        """The bytes; for children only, since this makes a copy."""
        return self._pages[: self._length]

    def forget(self) -> None:
        """Give the pages back, and with them their content."""
        self._pages.close()


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
        before = self._config.get("prepared")
        if before is not None:
            before[2].forget()
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

        def compiled() -> bytes:
            sources = loading.read_sources(self._config["submission"], message["module"])
            student = explore.Source(sources.text, sources.path, message["module"])
            packed: bytes = explore.pack(explore.prepare_quietly(student, self._driving.lines))
            return packed

        data = _apart(compiled, self._config)
        if data:
            texts = (message["module"], self._scenarios)
            self._config["prepared"] = (*texts, data, self._driving)


def _apart(make: Any, config: dict[str, Any]) -> Compiled | None:
    """The bytes that ``make`` returns in a confined process of its own; None for no answer."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            kernel.forget_freed(False)
            child.confine({"cpu_limit": TIME}, config)
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(make() + WHOLE)
        finally:
            os._exit(0)
    os.close(writing)
    pages = mmap.mmap(-1, MOST, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    length = _read_until(reading, pages, time.monotonic() + TIME)
    os.close(reading)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    end = length - len(WHOLE)
    if end <= 0 or pages[end:length] != WHOLE:
        pages.close()
        return None
    return Compiled(pages, end)


def _read_until(fd: int, pages: mmap.mmap, deadline: float) -> int:
    """Read up to the pipe's end: how many bytes; 0 when it does not come, or holds too much."""
    length = 0
    with memoryview(pages) as view:
        while length < len(view):
            ready, _, _ = select.select([fd], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                return 0
            with view[length:] as rest:
                count = os.readv(fd, [rest])
            if not count:
                return length
            length += count
    return 0

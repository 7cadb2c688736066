"""A local worker's process: ``python -m grader.batch.worker FOLDER``.

It reads calls from its standard input and answers on its standard output, one after another:
``[u32 length][function's module:name, a newline, the argument]`` in, ``[u32 length][0 or 1]
[result, or a traceback]`` out. A thread of its own reads, so that the end of its input (its master
has ended, however that came) ends the process at once, in the middle of a grading too. Judges and
sandboxes end with the process that started them.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import queue
import shutil
import struct
import sys
import threading
import traceback
from pathlib import Path
from typing import BinaryIO

HEADER = struct.Struct(">I")
DONE, RAISED = b"\0", b"\1"
FOLDER = "worker-"
"""How the name of a worker's own folder begins: no other is ever removed."""


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame; None at the end of the stream."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    (length,) = HEADER.unpack(header)
    data = stream.read(length)
    return data if len(data) == length else None


def write_frame(stream: BinaryIO, *parts: bytes) -> None:
    """Write one frame made of ``parts``.

    Raises:
        OSError: nobody reads it any more.
    """
    stream.write(HEADER.pack(sum(map(len, parts))) + b"".join(parts))
    stream.flush()


def main(folder: Path) -> None:
    """Answer calls until the input ends; then remove ``folder``."""
    calls = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever prints here, by mistake, does not break the frames.
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(2, 1)
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(calls, waiting, folder), daemon=True).start()
    while True:
        target, _, argument = waiting.get().partition(b"\n")
        try:
            module, _, name = target.decode().partition(":")
            parts = (DONE, getattr(importlib.import_module(module), name)(argument))
        except Exception:
            parts = (RAISED, traceback.format_exc().encode("utf-8", "backslashreplace"))
        try:
            write_frame(answers, *parts)
        except OSError:
            _leave(folder)


def _read(calls: BinaryIO, waiting: queue.SimpleQueue[bytes], folder: Path) -> None:
    while (frame := read_frame(calls)) is not None:
        waiting.put(frame)
    _leave(folder)


def _leave(folder: Path) -> None:
    """End at once, whatever the other thread does, and leave no files behind."""
    if folder.name.startswith(FOLDER):
        shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            folder.parent.rmdir()  # the last worker to leave
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""What the workers of the tests are told to do."""

from __future__ import annotations

import os
import signal
import tempfile
from pathlib import Path


def echo(data: bytes) -> bytes:
    """The same again."""
    return data


def pid(data: bytes) -> bytes:
    """Who did it."""
    return b"%d" % os.getpid()


def die(data: bytes) -> bytes:
    """End as the kernel ends a process when memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)
    return b"never"


def leave(data: bytes) -> bytes:
    """End the process early."""
    os._exit(7)


def hang(data: bytes) -> bytes:
    """Say one's pid to the FIFO that was named, if any, and never answer."""
    if data:
        os.write(os.open(data, os.O_WRONLY), b"%d" % os.getpid())
    while True:
        signal.pause()


def fail(data: bytes) -> bytes:
    """A mistake of ours."""
    raise RuntimeError("what a pity")


def chatter(data: bytes) -> bytes:
    """Print where frames are expected."""
    print("hello " * 1000, flush=True)
    return b"done"


def litter(data: bytes) -> bytes:
    """Leave a file where temporary files go."""
    path = Path(tempfile.mkdtemp()) / "litter"
    path.write_text("x")
    return os.fsencode(path)

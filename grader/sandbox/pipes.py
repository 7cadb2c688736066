"""The two pipes to a sandbox, and the frames that go through them."""

from __future__ import annotations

import os
import select
import time
from contextlib import suppress

from grader.sandbox import policy
from grader.sandbox.watch import Watch
from grader.wire import HEADER

MAX_REPLY = 32 << 20
"""Bytes of one reply; the largest that the zygote's caps allow, escaped, is smaller."""


class Pipes:
    """Frames out and in; never blocks for longer than it is told.

    Args:
        commands: descriptor that is written to.
        replies: descriptor that is read from.
    """

    def __init__(self, commands: int, replies: int) -> None:
        self._commands = commands
        self._replies = replies
        self._buffer = bytearray()
        os.set_blocking(commands, False)

    def hang_up(self) -> None:
        """Close the command pipe, and keep the number taken by something harmless."""
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, self._commands)
        os.close(null)

    def send(self, data: bytes, seconds: float) -> None:
        """Write ``data``, waiting while the pipe is full.

        Raises:
            BrokenPipeError: nobody reads any more, or not in time.
        """
        rest = memoryview(data)
        deadline = time.monotonic() + seconds
        poller = select.poll()
        poller.register(self._commands, select.POLLOUT)
        while rest:
            left = deadline - time.monotonic()
            if left <= 0:
                raise BrokenPipeError
            poller.poll(left * 1000)
            with suppress(BlockingIOError):
                rest = rest[os.write(self._commands, rest) :]

    def receive(self, deadline: float, watch: Watch | None = None) -> bytes | None:
        """Read the body of one frame; ``None`` at the end, the deadline, or a limit."""
        while True:
            if len(self._buffer) >= HEADER.size:
                (length,) = HEADER.unpack_from(self._buffer)
                if length > MAX_REPLY:
                    return None
                end = HEADER.size + length
                if len(self._buffer) >= end:
                    body = bytes(self._buffer[HEADER.size : end])
                    del self._buffer[:end]
                    return body
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            if wait_readable(self._replies, min(left, policy.POLL)):
                data = os.read(self._replies, 1 << 20)
                if not data:
                    return None
                self._buffer += data
            if watch is not None and watch.is_over():
                return None


def wait_readable(fd: int, seconds: float) -> bool:
    """Wait until ``fd`` can be read; whether it can."""
    poller = select.poll()
    poller.register(fd, select.POLLIN)
    return bool(poller.poll(max(0, seconds * 1000)))

"""One request: fork a child, collect what it says, end it, and report.

Each child has five pipes of its own, so nothing of an earlier child can turn up in its reply:

``answer``
    One frame. More than the cap, and the child is killed.
``stdout``, ``stderr``
    The head and the tail are kept; past a larger cap the child is killed.
``stacks``
    Where ``faulthandler`` writes, from C, when the zygote asks or the process crashes.
``notes``
    Lines of the child's own machinery: ``B`` student code begins now, ``F`` a flag of the audit
    hook, ``W`` who waits for which lock (a line a process), ``H`` processes that
    ``multiprocessing`` leaves to itself.

Pipes are read until the child has ended (a pidfd tells) and its whole progeny was swept; only then
to the end, which comes at once since nobody is left to hold them. So a daemon that keeps its
copy of a pipe open can't delay a reply.
"""

from __future__ import annotations

import os
import selectors
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from grader.student import child, procfs, recorder
from grader.student.fairclock import FairClock
from grader.student.interrogate import Interrogation
from grader.student.quiescence import Family, Watch
from grader.student.sweep import Reaper, Sweeper, descendants, state_of, wipe, wipe_owned

GRACE = 1.0
"""Seconds that a child may still take to end by itself once its answer is complete."""
TICK = 0.1
"""Seconds between two rounds of collecting orphans that have ended."""
LOOK = 0.02
"""Seconds between two looks at whether anything can still happen, where that is asked."""
MAX_NOTES = 64 << 10
MAX_STACKS = 256 << 10


class Stream:
    """What is kept of a pipe: the first and the last bytes, and how many there were."""

    def __init__(self, fd: int, kept: int) -> None:
        os.set_blocking(fd, False)
        self.fd = fd
        self.size = 0
        self._half = kept // 2
        self._head = bytearray()
        self._tail = bytearray()

    def receive(self) -> bool:
        """Read what there is; ``False`` once the other end is closed."""
        try:
            data = os.read(self.fd, 1 << 16)
        except BlockingIOError:
            return True
        self.size += len(data)
        room = self._half - len(self._head)
        if room > 0:
            self._head += data[:room]
            data_rest = data[room:]
        else:
            data_rest = data
        self._tail += data_rest
        if len(self._tail) > 4 * self._half:
            del self._tail[: -self._half]
        return bool(data)

    def kept(self) -> bytes:
        """Head and tail, joined."""
        return bytes(self._head + self._tail[-self._half :])


class Supervision:
    """The life of one child.

    Args:
        request: the fields of a ``wire.RunRequest``.
        config: what the trusted side said once; see ``zygote``.
        sweeper: how to end what is left.
        command_fd: when this reaches its end, the trusted side is gone: everything dies.
        announce: tells the trusted side how far the request has come.
    """

    def __init__(
        self,
        request: dict[str, Any],
        config: dict[str, Any],
        sweeper: Sweeper,
        command_fd: int,
        announce: Callable[[str], None],
    ) -> None:
        self.request = request
        self.config = config
        self.sweeper = sweeper
        self.command_fd = command_fd
        self.announce = announce
        self.reaper = Reaper()
        self.answered_at: float | None = None
        self.abandoned = False
        self.stacks = ""
        self.pid = 0
        self.pidfd: int | None = None

    def run(self) -> dict[str, Any]:
        """Fork, watch, sweep.

        Returns:
            The fields of a ``wire.RunReply``.
        """
        caps = self.config["caps"]
        kept = {
            "answer": 2 * (caps["answer"] + 4),
            "stdout": caps["kept"],
            "stderr": caps["kept"],
            "stacks": 2 * MAX_STACKS,
            "notes": 2 * MAX_NOTES,
        }
        pipes = {name: os.pipe() for name in kept}
        self.announce("begun")
        self.pid = os.fork()
        if self.pid == 0:
            child.start(self.request, self.config, {name: w for name, (_, w) in pipes.items()})
        for _, writer in pipes.values():
            os.close(writer)
        self.streams = {name: Stream(pipes[name][0], size) for name, size in kept.items()}
        try:
            self.pidfd = _open_pidfd(self.pid)
            ending = self._watch(caps)
            survivors, clean = self._end()
            for stream in self.streams.values():
                self._drain(stream)
        finally:
            for stream in self.streams.values():
                os.close(stream.fd)
            if self.pidfd is not None:
                os.close(self.pidfd)
        events = b"" if self._is_answered() else recorder.salvage(list(self.config["states"]))
        for folder, state in self.config["states"].items():
            clean = wipe(folder) and state_of(folder) == state and clean
        for folder in self.config["wipe_owned"]:
            clean = wipe_owned(folder) and clean
        return self._reply(ending, survivors, clean, events)

    def _watch(self, caps: dict[str, int]) -> str:
        """Read until the child ends or has to be ended; returns a ``wire.Ending``."""
        watch = self._watch_for_stillness()
        tick = TICK if self.pidfd else 0.005
        if watch is not None:
            tick = min(tick, LOOK)
        clock = FairClock(lambda: [self.pid, *self._others()])
        with selectors.DefaultSelector() as selector:
            for name, stream in self.streams.items():
                selector.register(stream.fd, selectors.EVENT_READ, name)
            selector.register(self.command_fd, selectors.EVENT_READ, "command")
            if self.pidfd is not None:
                selector.register(self.pidfd, selectors.EVENT_READ, "exit")
            while True:
                if self.answered_at is None:
                    left = self.request["soft_timeout"] - clock.elapsed()
                else:
                    left = self.answered_at + GRACE - time.monotonic()
                if watch is not None and self.answered_at is None and watch.settled(patient=True):
                    left = 0.0 if watch.reason == "still" else left
                if left <= 0:
                    if self.answered_at is not None or self._ended_just_now():
                        return "exited"
                    self.announce("asking")
                    self.stacks = Interrogation(selector, self.streams).run(
                        self.pid, self._others()
                    )
                    return "soft_timeout"
                events = selector.select(min(left, tick))
                if watch is not None and events:
                    watch.progress()
                for key, _ in events:
                    if key.data == "command":
                        self._command_pipe_is_ready(selector)
                    elif key.data != "exit" and not self.streams[key.data].receive():
                        selector.unregister(key.fd)
                if self.streams["answer"].size > caps["answer"] + 4:
                    return "answer_limit"
                if max(self.streams["stdout"].size, self.streams["stderr"].size) > caps["output"]:
                    return "output_limit"
                if self.answered_at is None and self._is_answered():
                    self.answered_at = time.monotonic()
                self.reaper.reap()
                if self.abandoned or self.pid in self.reaper.statuses:
                    return "exited"

    def _watch_for_stillness(self) -> Watch | None:
        if not self.request["until_still"] or not procfs.AVAILABLE:
            return None
        own = os.getpid()
        return Watch(Family({self.pid}, own, {own}))

    def _command_pipe_is_ready(self, selector: selectors.BaseSelector) -> None:
        """No request may come while one runs: this is the end of the trusted side, or a fault."""
        selector.unregister(self.command_fd)
        self.abandoned = True

    def _ended_just_now(self) -> bool:
        """Whether it ended or answered in time, and only this process came too late to see it."""
        self._drain(self.streams["answer"])
        self.reaper.reap()
        return self.pid in self.reaper.statuses or self._is_answered()

    def _is_answered(self) -> bool:
        kept = self.streams["answer"].kept()
        return len(kept) >= 4 and len(kept) - 4 >= int.from_bytes(kept[:4], "big")

    def _others(self) -> list[int]:
        if self.sweeper.way == "group":
            return []
        return [pid for pid in sorted(descendants(os.getpid())) if pid != self.pid]

    def _end(self) -> tuple[int, bool]:
        """Kill the child, if it lives, and everything else."""
        if self.pid not in self.reaper.statuses:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        self._drain(self.streams["notes"])
        return self.sweeper.sweep(self.pid, self.reaper, self._helpers())

    def _helpers(self) -> list[int]:
        """Processes that the child says ``multiprocessing`` leaves to end by themselves."""
        words = _last(self._notes(), b"H").split()
        return [int(word) for word in words[:8] if word.isdecimal() and len(word) < 12]

    def _notes(self) -> list[bytes]:
        return self.streams["notes"].kept()[:MAX_NOTES].split(b"\n")

    def _drain(self, stream: Stream) -> None:
        """Read what is still in the pipe: it holds no more than the kernel's buffer."""
        for _ in range(64):
            before = stream.size
            if not stream.receive() or stream.size == before:
                return

    def _reply(self, ending: str, survivors: int, clean: bool, events: bytes) -> dict[str, Any]:
        status = self.reaper.statuses.get(self.pid, 0)
        if ending == "exited" and status < 0 and self.answered_at is None:
            ending = "signalled"
        notes = self._notes()
        text = {name: stream.kept().decode("latin-1") for name, stream in self.streams.items()}
        return {
            "type": "reply",
            "id": self.request["id"],
            "ending": ending,
            "status": status,
            "answer": text["answer"][: self.config["caps"]["answer"] + 4],
            "stdout": text["stdout"],
            "stderr": text["stderr"],
            "stdout_size": self.streams["stdout"].size,
            "stderr_size": self.streams["stderr"].size,
            "stacks": (self.stacks or text["stacks"])[:MAX_STACKS],
            "waits": _joined(notes, b"W"),
            "events": events.decode("latin-1"),
            "pid": self.pid,
            "flags": "\n".join(n[1:].decode("latin-1") for n in notes if n.startswith(b"F")),
            "began": notes[0] == b"B",
            "survivors": survivors,
            "clean": clean,
            "cpu": self.reaper.cpu,
            "peak_rss": self.reaper.peak_rss,
        }


def _joined(notes: list[bytes], mark: bytes) -> str:
    """The JSON lists of all such lines as one list."""
    lists = [note[1:].strip() for note in notes if note.startswith(mark)]
    items = [one[1:-1] for one in lists if one[:1] == b"[" and one[-1:] == b"]" and one != b"[]"]
    return f"[{b','.join(items).decode('latin-1')}]" if lists else ""


def _last(notes: list[bytes], mark: bytes) -> str:
    found = [note for note in notes if note.startswith(mark)]
    return found[-1][1:].decode("latin-1") if found else ""


def _open_pidfd(pid: int) -> int | None:
    """A descriptor that becomes readable when ``pid`` ends; ``None`` where there is none."""
    if not hasattr(os, "pidfd_open"):
        return None
    try:
        return os.pidfd_open(pid)
    except OSError:
        return None

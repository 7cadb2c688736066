"""One sandbox: started, asked, watched and ended from outside.

Theory of operation
-------------------
:meth:`Sandbox.run` writes one request and waits for one reply, in a single thread, with ``poll``.
Normally the zygote's reply is all there is to it. Three things are enforced from here, because
nothing inside can be relied on for them:

- *Memory*: limits bound one process, not the sum over all. The process tree is summed up every
  50 ms, and the whole sandbox is killed beyond the limit.
- *Time*: two seconds after the soft timeout, counted from the zygote's word that it forks the
  child, a sandbox that says nothing is killed through a pidfd of the PID namespace's init. When
  that descriptor becomes readable, every process in the namespace is dead, daemons included.
- *Number*: too many processes, where no limit of the kernel bounds them.

Whose fault is it? A sandbox that ends while student code runs is that code's doing (``crashed``,
``memory``, ``timeout``); only one that can't be started, or fails before student code began, is
``lost``.

The death signal that ties the sandbox to this process follows the *thread* that started it: start
sandboxes from a thread that lives as long as they shall.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

import msgspec

from grader import scratch
from grader.errors import GraderError
from grader.model import IsolationLevel
from grader.sandbox import policy
from grader.sandbox.interpreter import Interpreter
from grader.sandbox.launch import (
    REPORT,
    Launch,
    end_process,
    fill,
    launch,
    preload,
    read_folder,
)
from grader.sandbox.loopback import hasten
from grader.sandbox.outlook import Outlook
from grader.sandbox.pipes import Pipes, wait_readable
from grader.sandbox.probe import choose_level
from grader.sandbox.result import RunResult, RunStatus, from_reply, memory_reason
from grader.sandbox.tree import kill_tree_from_outside
from grader.sandbox.watch import Talk, Watch
from grader.wire import HEADER, Job, Prepare, Progress, Ready, RunReply, RunRequest, frame


class Sandbox:
    """One sandbox with its zygote. Not for use by several threads."""

    def __init__(self, launched: Launch, memory_limit: int) -> None:
        self._launch = launched
        self._memory_limit = memory_limit
        self._pipes = Pipes(launched.commands, launched.replies)
        self._init_fd: int | None = None
        self._init_pid = 0
        self._requests = 0
        self._closed = False
        self.level: IsolationLevel = launched.level
        self.ready: Ready | None = None
        """What the zygote said of itself, once it is up."""
        self.usable = True
        """Whether another request may be sent."""

    @classmethod
    def start(
        cls,
        folder: Path,
        *,
        level: IsolationLevel | None = None,
        memory_limit: int = 1 << 30,
        interpreter: Interpreter | None = None,
    ) -> Self:
        """Start a sandbox and wait until it is ready.

        Args:
            folder: holds ``<module>.py``; copied in, and read-only there.
            level: the rung; by default the strongest that works here.
            memory_limit: bytes that all processes inside may use together.
            interpreter: what runs inside; by default the one behind this interpreter.

        Raises:
            GraderError: it can't be started.
        """
        sandbox = cls.spawn(folder, level=level, memory_limit=memory_limit, interpreter=interpreter)
        sandbox.wait_until_ready()
        return sandbox

    @classmethod
    def spawn(
        cls,
        folder: Path,
        *,
        level: IsolationLevel | None = None,
        memory_limit: int = 1 << 30,
        interpreter: Interpreter | None = None,
        outlook: Outlook | None = None,
        shelf: Path | None = None,
    ) -> Self:
        """As :meth:`start`, without waiting: it comes up while the caller does other things.

        Args:
            folder: as for :meth:`start`.
            level: as for :meth:`start`.
            memory_limit: as for :meth:`start`.
            interpreter: as for :meth:`start`.
            outlook: what jobs will come, where that is known.
            shelf: an empty folder of its own, which lets :meth:`turn_to` exchange the submission.

        Raises:
            GraderError: it can't be started.
        """
        chosen = choose_level(level)
        launched = launch(
            folder, chosen, memory_limit, interpreter or Interpreter.current(), outlook, shelf=shelf
        )
        sandbox = cls(launched, memory_limit)
        try:
            sandbox._pipes.send(frame_of(launched.config), policy.START_TIME)
            if outlook is not None and outlook.explores and shelf is None:
                sandbox._pipes.send(frame(_prepare(outlook, {})), policy.START_TIME)
        except BrokenPipeError:
            said = launched.last_words()
            sandbox.close()
            raise GraderError("the sandbox", f"it did not start: {said}", REPORT) from None
        except BaseException:
            sandbox.close()
            raise
        return sandbox

    def wait_until_ready(self) -> None:
        """Wait until the zygote says that it is up and confined.

        Raises:
            GraderError: it isn't in time, ended, or could not confine itself.
        """
        if self.ready is not None:
            return
        try:
            self._init_pid = self._launch.init()
            with suppress(OSError, AttributeError):
                self._init_fd = os.pidfd_open(self._init_pid)
            body = self._pipes.receive(time.monotonic() + policy.START_TIME)
            if body is None:
                raise GraderError(
                    "the sandbox", f"it did not start: {self._launch.last_words()}", REPORT
                )
            ready = msgspec.json.decode(body, type=Ready)
            if not ready.confined:
                raise GraderError("the sandbox", f"it is not confined: {ready.detail}", REPORT)
            if self.level is IsolationLevel.FULL:
                hasten(self._init_pid)
            self.ready = ready
        except msgspec.MsgspecError as error:
            self.close()
            raise GraderError("the sandbox", f"its greeting is broken: {error}", REPORT) from None
        except BaseException:
            self.close()
            raise

    def turn_to(self, folder: Path, outlook: Outlook) -> None:
        """Let another submission take the place of the one that it was started around.

        Only for a sandbox with a shelf, between two runs.

        Args:
            folder: holds ``<module>.py``.
            outlook: what jobs will come.

        Raises:
            GraderError: it has ended.
        """
        shelf = self._launch.shelf
        assert shelf is not None
        files = read_folder(folder)
        fill(shelf, files)
        try:
            self._pipes.send(frame(_prepare(outlook, files)), policy.START_TIME)
        except BrokenPipeError:
            raise GraderError("the sandbox", "it has ended", REPORT) from None

    def has_sockets(self) -> bool:
        """Whether its network holds a socket, if only as a memory of the kernel's.

        Such a memory keeps an address taken: ``TIME_WAIT``, or a Unix socket that is on its way
        through another one, and so outlives all processes until the kernel collects it.
        """
        folder = Path(f"/proc/{self._init_pid}/net")
        try:
            text = "".join((folder / name).read_text("ascii") for name in ("sockstat", "sockstat6"))
            local = (folder / "unix").read_bytes()
        except OSError:
            return True
        # The first line is the heading.
        return (
            local.count(b"\n") > 1
            or re.search(r"^\w+: inuse [1-9]|^TCP: .* tw [1-9]", text, re.MULTILINE) is not None
        )

    def run(
        self, job: Job, *, soft_timeout: float, cpu_limit: float, until_still: bool = False
    ) -> RunResult:
        """Run ``job`` in a fresh child and wait for what becomes of it.

        Args:
            job: what to do.
            soft_timeout: seconds until the child is asked for its stacks and ended.
            cpu_limit: seconds of CPU time of each process.
            until_still: the time is up, too, as soon as nothing more can happen in it.

        Returns:
            The result; never raises for what student code does.
        """
        start = time.monotonic()
        try:
            self.wait_until_ready()
        except GraderError as error:
            return RunResult(status=RunStatus.LOST, reason=str(error))
        if not self.usable:
            return RunResult(status=RunStatus.LOST, reason="the sandbox has ended")
        self._requests += 1
        request = RunRequest(
            id=self._requests,
            nonce=secrets.token_hex(16),
            job=job,
            soft_timeout=soft_timeout,
            cpu_limit=cpu_limit,
            until_still=until_still,
        )
        watch = Watch(self._init_pid, self._memory_limit)
        talk = Talk(start + policy.START_TIME)
        try:
            self._pipes.send(frame(request), policy.START_TIME)
            reply = self._listen(request, talk, watch)
        except BrokenPipeError:
            reply = None
        except msgspec.MsgspecError as error:
            reason = f"its reply is broken: {error}"
            return self._end(RunStatus.CRASHED, reason, watch, time.monotonic() - start)
        wall = time.monotonic() - start
        if reply is None:
            return self._failed(watch, talk, wall)
        self.usable = reply.clean
        return from_reply(reply, request, self._memory_limit, watch.peak, wall)

    def close(self) -> None:
        """End every process of the sandbox, and remove what it kept on disk. Idempotent."""
        if self._closed:
            return
        self._closed = True
        self.usable = False
        launched = self._launch
        self._kill()
        for fd in (launched.commands, launched.replies, launched.info, self._init_fd):
            if fd is not None:
                os.close(fd)
        launched.log.close()
        if launched.workspace is not None:
            scratch.remove(launched.workspace)
        if launched.shelf is not None:
            shutil.rmtree(launched.shelf, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _kill(self) -> None:
        process = self._launch.process
        if self.level is IsolationLevel.FULL:
            if self._init_fd is None:
                self._learn_of_init()
            if self._init_fd is not None:
                end_process(self._init_fd)
            elif process.poll() is None:
                # Its death signal takes the zygote along.
                process.kill()
        elif self.level is IsolationLevel.BASIC:
            # The end of the command pipe lets the zygote sweep its group before it goes.
            with suppress(subprocess.TimeoutExpired, OSError):
                self._pipes.hang_up()
                process.wait(2.0)
            process.kill()
        elif process.poll() is None:
            kill_tree_from_outside(process.pid, self._launch.config["uid"])
        with suppress(subprocess.TimeoutExpired):
            process.wait(5.0)

    def _learn_of_init(self) -> None:
        """Know the zygote's process before it is up.

        Ended while it sets the sandbox up, bubblewrap leaves a child that waits for its word for
        ever: the death signal is asked for later. It tells the child's number first, though.
        """
        info = self._launch.info
        with suppress(OSError, ValueError, GraderError):
            if info is not None and wait_readable(info, policy.CLOSE_TIME):
                self._init_pid = self._launch.init()
                self._init_fd = os.pidfd_open(self._init_pid)

    def _listen(self, request: RunRequest, talk: Talk, watch: Watch) -> RunReply | None:
        """Follow a request's progress to its reply; ``None`` if there is none.

        Raises:
            msgspec.MsgspecError: what came is no message of the zygote.
        """
        while (
            body := self._pipes.receive(talk.deadline, watch if talk.begun else None)
        ) is not None:
            message = msgspec.json.decode(body, type=RunReply | Progress)
            if message.id != request.id:
                raise msgspec.ValidationError("it belongs to another request")
            if isinstance(message, RunReply):
                return message
            talk.advance(message, request.soft_timeout)
        return None

    def _failed(self, watch: Watch, talk: Talk, wall: float) -> RunResult:
        """No reply came: end the sandbox and say why."""
        if watch.too_much:
            return self._end(RunStatus.MEMORY, memory_reason(self._memory_limit), watch, wall)
        if watch.too_many:
            reason = f"it started more than {policy.MAX_PROCESSES} processes"
            return self._end(RunStatus.CRASHED, reason, watch, wall)
        if not talk.begun:
            reason = f"the sandbox failed before the code ran: {self._launch.last_words()}"
            return self._end(RunStatus.LOST, reason, watch, wall)
        if time.monotonic() >= talk.deadline:
            reason = "it did not end in time, nor could it be asked what it was doing"
            return self._end(RunStatus.TIMEOUT, reason, watch, wall)
        reason = "the sandbox ended while the code ran"
        return self._end(RunStatus.CRASHED, reason, watch, wall)

    def _end(self, status: RunStatus, reason: str, watch: Watch, wall: float) -> RunResult:
        self.close()
        return RunResult(status=status, reason=reason, wall=wall, peak_memory=watch.peak)


def _prepare(outlook: Outlook, files: dict[str, bytes]) -> Prepare:
    return Prepare(
        module=outlook.module,
        scenarios=outlook.scenarios,
        explores=outlook.explores,
        preload=tuple(preload(outlook, files)) if files else (),
    )


def frame_of(message: dict[str, object]) -> bytes:
    """Encode a message that is no record."""
    body = msgspec.json.encode(message)
    return HEADER.pack(len(body)) + body

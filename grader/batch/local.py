"""Worker processes on this machine, as an executor of ``concurrent.futures``.

Theory of operation. The standard library's process pool is given up as a whole when one of its
processes dies, and can't end a call that hangs. Grading other people's programs, both will happen:
the kernel kills a worker when memory runs out, and a bug of ours may make one hang. Here each
worker is a process of its own with two pipes, attended by one thread that gives it one call at a
time. When the process ends, or does not answer in time, that one call fails with
:class:`WorkerLostError`, the thread kills what is left and starts another process for the next
call. Nobody else notices.

Each worker has its own folder for temporary files, inside one that is removed at the end: a killed
worker leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import os
import queue
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import grader
from grader import scratch
from grader.batch.worker import DONE, FOLDER, HEADER, write_frame

_MOST = 1 << 30
"""Bytes of an answer that are believed: more is a broken stream."""


class WorkerLostError(Exception):
    """The process that worked on a call ended, or had to be ended, before it answered.

    Args:
        cause: how, for people.
        final: whether the call was tried in several processes already.
    """

    def __init__(self, cause: str, *, final: bool = False) -> None:
        super().__init__(cause)
        self.final = final


class WorkerRaisedError(Exception):
    """The call raised; the message is the traceback."""


class _Call(NamedTuple):
    future: Future[bytes]
    target: bytes
    argument: bytes


class LocalProcesses(Executor):
    """An executor of functions of one ``bytes`` argument that return ``bytes``.

    Args:
        jobs: how many processes.
        patience: seconds that a call may take before its process is killed.
    """

    def __init__(self, jobs: int, patience: float) -> None:
        self.jobs = jobs
        self._patience = patience
        self._calls: queue.Queue[_Call | None] = queue.Queue()
        self._folder = scratch.make("batch-")
        # The sandbox's user must be able to pass through to what lies inside.
        self._folder.chmod(0o711)
        self._killed = threading.Event()
        self._workers: dict[int, _Worker] = {}
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(
                target=self._attend, args=(place,), daemon=True, name=f"worker-{place}"
            )
            for place in range(jobs)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def capacity(self) -> int:
        """How many calls are worked on at once."""
        return self.jobs

    def pids(self) -> list[int]:
        """The processes that live now."""
        with self._lock:
            return [worker.pid for worker in self._workers.values()]

    def submit(  # type: ignore[override]  # one argument: what crosses to a worker is bytes
        self, fn: Callable[[bytes], bytes], /, argument: bytes
    ) -> Future[bytes]:
        """Call ``fn``, which must be found by its module and name, in some process.

        The future raises :class:`WorkerLostError` when that process is lost, and
        :class:`WorkerRaisedError` when ``fn`` raises.
        """
        future: Future[bytes] = Future()
        self._calls.put(_Call(future, f"{fn.__module__}:{fn.__qualname__}".encode(), argument))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more calls, and end the processes when they have done theirs.

        Args:
            wait: return when all is gone.
            cancel_futures: drop what nobody works on yet.
        """
        if cancel_futures:
            self._drop()
        for _ in self._threads:
            self._calls.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
            scratch.remove(self._folder)

    def kill(self) -> None:
        """End everything at once: calls in hand fail, the others are dropped."""
        self._killed.set()
        self._drop()
        with self._lock:
            for worker in self._workers.values():
                worker.kill()
        self.shutdown()

    def _drop(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                call = self._calls.get_nowait()
                if call is not None:
                    call.future.cancel()
                    call.future.set_running_or_notify_cancel()

    def _attend(self, place: int) -> None:
        """One worker's thread: hand it a call, wait for its answer, replace it when it is lost."""
        worker: _Worker | None = None
        while (call := self._calls.get()) is not None:
            if not call.future.set_running_or_notify_cancel():
                continue
            try:
                if worker is None:
                    worker = self._started(place)
                result = worker.ask(call.target, call.argument, self._patience)
            except (WorkerLostError, OSError) as error:
                self._lost(place, worker)
                worker = None
                lost = error if isinstance(error, WorkerLostError) else WorkerLostError(str(error))
                call.future.set_exception(lost)
            except WorkerRaisedError as error:
                call.future.set_exception(error)
            else:
                call.future.set_result(result)
        self._lost(place, worker)

    def _started(self, place: int) -> _Worker:
        folder = Path(tempfile.mkdtemp(prefix=FOLDER, dir=self._folder))
        folder.chmod(0o711)
        with self._lock:
            if self._killed.is_set():
                raise WorkerLostError("everything is being ended")
            worker = self._workers[place] = _Worker(folder)
        return worker

    def _lost(self, place: int, worker: _Worker | None) -> None:
        if worker is not None:
            with self._lock:
                self._workers.pop(place, None)
            worker.close()


class _Worker:
    """One process.

    Args:
        folder: for its temporary files; removed with it.

    Raises:
        OSError: it can't be started.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        path = os.pathsep.join(
            [str(Path(grader.__file__).parent.parent), os.environ.get("PYTHONPATH", "")]
        )
        self._process: subprocess.Popen[bytes] = subprocess.Popen(
            [sys.executable, "-P", "-m", "grader.batch.worker", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path.rstrip(os.pathsep), "TMPDIR": str(folder)},
            # Its own session: the terminal's Ctrl-C does not reach it.
            start_new_session=True,
        )
        self.pid = self._process.pid
        self._input: Any = self._process.stdin
        self._output: Any = self._process.stdout

    def ask(self, target: bytes, argument: bytes, patience: float) -> bytes:
        """Call, and wait for the answer.

        Raises:
            WorkerLostError: there is none.
            WorkerRaisedError: the call raised.
        """
        try:
            write_frame(self._input, target, b"\n", argument)
        except OSError:
            raise WorkerLostError(self._how_it_ended()) from None
        answer = self._read(time.monotonic() + patience)
        if answer[:1] == DONE:
            return answer[1:]
        raise WorkerRaisedError(answer[1:].decode("utf-8", "replace"))

    def _read(self, deadline: float) -> bytes:
        """One frame, before ``deadline``."""
        data = bytearray()
        needed = HEADER.size
        with selectors.DefaultSelector() as selector:
            selector.register(self._output, selectors.EVENT_READ)
            while len(data) < needed:
                if not selector.select(max(deadline - time.monotonic(), 0.0)):
                    self.kill()
                    raise WorkerLostError("its process did not answer in time, and was killed")
                chunk = _available(self._output)
                if not chunk:
                    raise WorkerLostError(self._how_it_ended())
                data += chunk
                if needed == HEADER.size <= len(data):
                    needed += HEADER.unpack(data[: HEADER.size])[0]
                    if needed > _MOST:
                        raise WorkerLostError("its process wrote nonsense")
        return bytes(data[HEADER.size :])

    def _how_it_ended(self) -> str:
        self.kill()
        status = self._process.wait()
        if status < 0:
            name = signal.Signals(-status).name
            reason = ", as the kernel does when memory runs out" if status == -9 else ""
            return f"its process was ended by {name}{reason}"
        return f"its process ended early with exit code {status}"

    def kill(self) -> None:
        """End it, and with it its judges and their sandboxes. Nothing when it has ended."""
        # The group: on systems where the kernel does not end a judge with its parent.
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End it when it lives, and remove what it left behind."""
        self.kill()
        for pipe in (self._input, self._output):
            with contextlib.suppress(OSError):
                pipe.close()
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


def _available(stream: BinaryIO) -> bytes:
    """What can be read without waiting; empty at the end."""
    return os.read(stream.fileno(), 1 << 16)

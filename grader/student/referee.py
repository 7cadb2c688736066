"""The scenario's and the tasks' side of the rendezvous service; see ``rendezvous.py``."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from typing import Any

from grader.student import gates, recorder, rendezvous
from grader.student.quiescence import family_of


class RefereeGoneError(RuntimeError):
    """The referee does not answer: student code ended it, or deleted its socket."""


class _Line:
    """One connection that asks and is answered."""

    def __init__(self, folder: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._socket.connect(os.path.join(folder, "socket"))
        except OSError as error:
            self._socket.close()
            raise RefereeGoneError(f"the referee of this check is gone ({error})") from None
        self._pending = b""

    def ask(self, **message: Any) -> dict[str, Any]:
        """Send one request and block until it is answered."""
        try:
            self._socket.sendall(json.dumps(message).encode() + b"\n")
            while b"\n" not in self._pending:
                received = self._socket.recv(1 << 16)
                if not received:
                    raise RefereeGoneError("the referee of this check is gone")
                self._pending += received
        except OSError as error:
            raise RefereeGoneError(f"the referee of this check is gone ({error})") from None
        line, self._pending = self._pending.split(b"\n", 1)
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise RefereeGoneError(f"the referee refused {message!r}: {answer['error']}")
        return answer

    def close(self) -> None:
        self._socket.close()


class Referee:
    """Makes tasks meet, holds and releases them, kills their processes; picklable.

    A scenario makes one before it calls the student's code and says what shall happen, since it
    will itself be inside that call::

        with Referee() as referee:
            referee.turnstile("work", expect=workers)
            result = student.fan_out(Task(referee, "work"), items, workers)
            seen = referee.report("work")["seen"]

    Args:
        folder: of a referee that runs already; by default a new one is started, in a process of
            its own that is nobody's child.
    """

    def __init__(self, folder: str | None = None) -> None:
        if folder is not None:
            self.folder = folder
            return
        self.folder = recorder.new_folder()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            listener.bind(os.path.join(self.folder, "socket"))
            listener.listen(128)
            rendezvous.start(listener, self.folder, family_of(os.getpid()))
        recorder.note(self.folder, None, "begins")

    def __reduce__(self) -> tuple[type[Referee], tuple[str]]:
        return Referee, (self.folder,)

    def __enter__(self) -> Referee:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # Beforehand: what shall happen at a gate. A gate without a policy lets everybody through.

    def meet(self, gate: str, k: int, *, times: int = 1) -> None:
        """Make each task wait until ``k`` are inside; after ``times`` meetings the gate opens.

        When nothing more can arrive, fewer than ``k`` are let through too: then ``met`` stays
        False and ``seen`` tells how many there were.
        """
        self._rule(gate, "meet", k, times)

    def turnstile(
        self, gate: str, *, expect: int, releases: int | None = 1, last_first: bool = False
    ) -> None:
        """Hold all until nothing more can arrive, note how many there are, let one through.

        After ``releases`` of them (and one more note) the gate opens. The notes are ``seen``.

        Args:
            gate: where.
            expect: with fewer inside, the referee is patient with sleepers before it decides.
            releases: how many are let through one at a time; None for all of them.
            last_first: let the latest arrival through, so that tasks end in another order than
                they began.
        """
        times = 1_000_000 if releases is None else releases
        self._rule(gate, "turnstile", expect, times, "last" if last_first else "first")

    def linger(self, gate: str) -> None:
        """Hold all until nothing more can happen, then let them through, any number of times."""
        self._rule(gate, "linger", 1, 1)

    def hold(self, gate: str) -> None:
        """Hold all until the scenario calls :meth:`release`."""
        self._rule(gate, "hold", 1, 1)

    def kill(self, gate: str, key: Any = None, *, times: int = 1) -> None:
        """Kill the process that arrives with task ``key`` (any task: None), ``times`` times.

        It is killed by SIGKILL while it provably holds the task. The scenario's own process is
        spared; ``killed`` in the report says so.
        """
        self._ask(do="kill", gate=gate, key=_plain(key), times=times)

    def trust(self, pid: int) -> None:
        """Promise that timers in the main thread of ``pid`` change nothing.

        For servers of the scenario: a manager's main thread wakes each second, for nothing.
        """
        self._ask(do="trust", pid=pid)

    # Meanwhile, for scenarios that are not inside a blocking call.

    def wait(self, gate: str, n: int) -> int:
        """Block until ``n`` tasks are inside, or nothing more can arrive.

        Returns:
            How many are inside.
        """
        inside: int = self._ask(do="wait", gate=gate, n=n)["inside"]
        return inside

    def settle(self) -> str:
        """Block until nothing more can happen; the calling thread itself counts as asleep.

        Returns:
            How that was found out; see :class:`~grader.student.quiescence.Watch`.
        """
        reason: str = self._ask(do="wait", gate="", n=None)["settled"]
        return reason

    def release(self, gate: str, *keys: Any) -> int:
        """Let the held tasks ``keys`` (all, by default) through; returns how many there were."""
        chosen = [_plain(key) for key in keys] or None
        released: int = self._ask(do="release", gate=gate, keys=chosen)["released"]
        return released

    def report(self, gate: str) -> dict[str, Any]:
        """What was seen at ``gate``.

        Returns:
            ``arrivals``, ``most`` (at once), ``seen``, ``met``, ``keys`` and ``pids`` (of the
            arrivals, in order), ``inside``, ``held``, ``holders`` (pairs of key and pid).
        """
        seen: dict[str, dict[str, Any]] = self._ask(do="report")["gates"]
        return seen.get(gate, gates.Gate(gate).report())

    def killed(self) -> list[dict[str, Any]]:
        """The killings, in order: ``{key, pid, spared}``."""
        found: list[dict[str, Any]] = self._ask(do="report")["killed"]
        return found

    def stop(self) -> None:
        """End the service; the events stay for :func:`grader.student.recorder.collect`."""
        with contextlib.suppress(RefereeGoneError):
            self._ask(do="stop")

    def discard(self) -> None:
        """End the service and delete its folder, with the events in it."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    # In the tasks.

    @contextlib.contextmanager
    def visit(self, gate: str, key: Any = None) -> Iterator[None]:
        """Arrive at ``gate``, wait to be let through, be inside until the block is left.

        Raises:
            RefereeGoneError: there is no referee any more.
        """
        line = _Line(self.folder)
        try:
            line.ask(do="arrive", gate=gate, key=_plain(key), pid=os.getpid())
            yield
            line.ask(do="leave")
        finally:
            line.close()

    def _rule(self, gate: str, policy: str, k: int, times: int, order: str = "first") -> None:
        self._ask(do="rule", gate=gate, policy=policy, k=k, times=times, order=order)

    def _ask(self, **message: Any) -> dict[str, Any]:
        line = _Line(self.folder)
        try:
            return line.ask(**message)
        finally:
            line.close()


def _plain(key: Any) -> Any:
    """A key as JSON can carry it, so that it compares equal on both sides."""
    return key if isinstance(key, str | int | float | bool | None) else repr(key)


def whereabouts() -> dict[str, Any]:
    """Where the caller runs: ``{pid, ppid, thread, main}``."""
    return {
        "pid": os.getpid(),
        "ppid": os.getppid(),
        "thread": threading.get_ident(),
        "main": threading.current_thread() is threading.main_thread(),
    }

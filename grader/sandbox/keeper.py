"""Keeps a sandbox ready for the judge, and replaces one that is spent."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from grader.errors import GraderError
from grader.model import IsolationLevel
from grader.sandbox.interpreter import Interpreter
from grader.sandbox.outlook import Outlook
from grader.sandbox.probe import choose_level
from grader.sandbox.process import Sandbox
from grader.sandbox.result import RunResult, RunStatus
from grader.wire import Job


class Keeper:
    """Runs jobs around one submission, on as few sandboxes as possible.

    A sandbox comes up while the caller does other things: it is started without waiting, and
    waited for by the first job. One that was left unclean or was killed is replaced. A run that
    was lost through no doing of the student's code is tried once more, on a fresh one.

    Args:
        folder: holds ``<module>.py``.
        level: the rung; by default the strongest that works here.
        memory_limit: bytes that all processes inside may use together.
        ahead: start the first sandbox now, and each replacement at once.
        interpreter: what runs inside; by default the one behind this interpreter.
        outlook: what jobs will come, where that is known.
        lent: an idle sandbox with a shelf, to be used as the first one, and not to be ended here.
    """

    def __init__(
        self,
        folder: Path,
        *,
        level: IsolationLevel | None = None,
        memory_limit: int = 1 << 30,
        ahead: bool = False,
        interpreter: Interpreter | None = None,
        outlook: Outlook | None = None,
        lent: Sandbox | None = None,
    ) -> None:
        self._folder = folder
        self._memory_limit = memory_limit
        self._interpreter = interpreter
        self._outlook = outlook
        self._ahead = ahead
        self._sandbox: Sandbox | None = None
        self.level = choose_level(level)
        self.started = 0
        """How many sandboxes there were."""
        self._lent = lent
        self._uneventful = True
        if lent is not None and outlook is not None:
            self._take(lent, outlook)
        elif ahead:
            self._spawn_ahead()

    def run(
        self, job: Job, *, soft_timeout: float, cpu_limit: float, until_still: bool = False
    ) -> RunResult:
        """Run ``job``; see :meth:`grader.sandbox.process.Sandbox.run`."""
        result = self._try(job, soft_timeout, cpu_limit, until_still)
        if result.status is RunStatus.LOST:
            self._retire()
            result = self._try(job, soft_timeout, cpu_limit, until_still)
        self._uneventful = self._uneventful and result.uneventful
        if self._sandbox is not None and not self._sandbox.usable:
            self._retire()
            if self._ahead:
                self._spawn_ahead()
        return result

    @property
    def uneventful(self) -> bool:
        """Whether the lent sandbox may be lent again; see :mod:`grader.sandbox.reserve`."""
        lent = self._lent
        return (
            lent is not None
            and lent is self._sandbox
            and lent.usable
            and self._uneventful
            and not lent.has_sockets()
        )

    def close(self) -> None:
        """End the sandbox, unless it is lent. Idempotent; a later run starts another."""
        if self._sandbox is not self._lent:
            self._retire()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _try(self, job: Job, soft_timeout: float, cpu_limit: float, until_still: bool) -> RunResult:
        try:
            if self._sandbox is None:
                self._sandbox = self._spawn()
            return self._sandbox.run(
                job, soft_timeout=soft_timeout, cpu_limit=cpu_limit, until_still=until_still
            )
        except GraderError as error:
            return RunResult(status=RunStatus.LOST, reason=str(error))

    def _spawn(self) -> Sandbox:
        self.started += 1
        return Sandbox.spawn(
            self._folder,
            level=self.level,
            memory_limit=self._memory_limit,
            interpreter=self._interpreter,
            outlook=self._outlook,
        )

    def _take(self, lent: Sandbox, outlook: Outlook) -> None:
        try:
            lent.turn_to(self._folder, outlook)
        except GraderError:
            return
        self._sandbox = lent
        self.started = 1

    def _spawn_ahead(self) -> None:
        try:
            self._sandbox = self._spawn()
        except GraderError:
            # The first run will try again and say what is wrong.
            self._sandbox = None

    def _retire(self) -> None:
        if self._sandbox is not None:
            self._sandbox.close()
            self._sandbox = None

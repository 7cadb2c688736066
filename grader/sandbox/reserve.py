"""Sandboxes that serve one submission after another.

Theory of operation. The start of a sandbox costs more than most gradings: an interpreter, its
imports, the mounts. Within one submission it is spared already, since each run has a child process
of its own, and everything that the child left is ended and wiped before the next. That does not
depend on whose the next run is: so an *uneventful* sandbox is lent again, with another submission
in place of the one before, which it can't see any more.

Uneventful means more than clean. Every run of the submission before answered by itself; none left a
process, a socket of the network or a file that resisted; the audit hook noted nothing; nothing was
killed from outside. After anything else the sandbox is thrown away: what is not as usual is not
worth a guess. Nor does one last for ever (:data:`MOST_SUBMISSIONS`).

Only the strongest rung lends: there a PID namespace ends whatever was left, and all that can be
written to is two folders in memory, which are empty and as they were at first.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from pathlib import Path

from grader.errors import GraderError
from grader.model import IsolationLevel
from grader.sandbox.outlook import Outlook
from grader.sandbox.process import Sandbox

MOST_SUBMISSIONS = 100
"""After so many a sandbox is replaced."""
_LOG = logging.getLogger("grader.sandbox")


class Reserve:
    """Lends sandboxes for one exercise. Not for use by several threads.

    Args:
        folder: a private folder; the submissions that are seen inside lie below it.
        level: the rung. Only the strongest has anything to lend.
        outlook: what jobs will come.
    """

    def __init__(self, folder: Path, level: IsolationLevel, outlook: Outlook) -> None:
        self._folder = folder
        self._level = level
        self._outlook = outlook
        self._idle: list[Sandbox] = []
        self._lent: dict[Sandbox, int] = {}
        """How often each has been lent."""

    def warm(self) -> None:
        """Begin to start a sandbox, for the next one who asks."""
        if self._level is IsolationLevel.FULL and not self._idle:
            sandbox = self._start()
            if sandbox is not None:
                self._idle.append(sandbox)

    def lend(self) -> Sandbox | None:
        """A sandbox that is up, for one submission; None where there is none to be had.

        It comes around an empty folder, or around another submission: see ``Sandbox.turn_to``.
        """
        if self._level is not IsolationLevel.FULL:
            return None
        while True:
            sandbox = self._idle.pop() if self._idle else self._start()
            if sandbox is None:
                return None
            fresh = sandbox not in self._lent
            try:
                # Before it is lent: what is learnt from its greeting has to be known here as well.
                sandbox.wait_until_ready()
            except GraderError as error:
                self._end(sandbox)
                if fresh:
                    _LOG.warning("a sandbox can't be lent: %s", error)
                    return None
                continue
            self._lent[sandbox] = self._lent.get(sandbox, 0) + 1
            return sandbox

    def take_back(self, sandbox: Sandbox, *, uneventful: bool) -> None:
        """End the sandbox, or keep it for the next submission.

        Args:
            sandbox: was lent.
            uneventful: whoever had it says so, having ended in good order.
        """
        if uneventful and self._lent[sandbox] < MOST_SUBMISSIONS:
            self._idle.append(sandbox)
        else:
            self._end(sandbox)

    def close(self) -> None:
        """End all sandboxes, the lent ones too."""
        for sandbox in {*self._idle, *self._lent}:
            self._end(sandbox)
        self._idle.clear()

    def _end(self, sandbox: Sandbox) -> None:
        self._lent.pop(sandbox, None)
        sandbox.close()

    def _start(self) -> Sandbox | None:
        shelf = Path(tempfile.mkdtemp(prefix="shelf-", dir=self._folder))
        try:
            return Sandbox.spawn(shelf, level=self._level, outlook=self._outlook, shelf=shelf)
        except GraderError as error:
            shutil.rmtree(shelf, ignore_errors=True)
            _LOG.warning("a sandbox can't be lent: %s", error)
            return None

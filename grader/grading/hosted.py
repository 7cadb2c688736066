"""The host's process: ``python -m grader.grading.hosted SESSION CONTROL``.

Theory of operation. It imports pytest and our plugin, and lets pytest collect the checks of one
exercise. In place of pytest's own loop over the tests it then serves: for each request on the
control socket it forks, and the child goes on as a judge, through the rest of the very protocol
that pytest began: the tests, the JSON report, the end. The parent never runs a check, and so stays
as it was after collection, for any number of submissions.

A request is the path of a session's file, with two descriptors: the pipe for the judge's lines, and
one whose first byte lets it begin. Until then its sandbox boots, so that the next submission's
sandbox warms while another one is judged. The answer is a descriptor of the new process, which
names that process and no other, however late it is used.

A judge gets a sandbox that the host lends (:mod:`grader.sandbox.reserve`), and says at its end
whether it may be lent again; one that says nothing has taken its sandbox along.

Everything dies in its turn: this process with the one that started it, or at the end of the control
socket; a judge with this process; a sandbox with its judge.
"""

from __future__ import annotations

import gc
import os
import select
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import msgspec
import pytest

import grader.checks.plugin
from grader.checks.runtime import Session, current, open_empty, open_session, outlook_of
from grader.checks.session import KEEPER, Fault, Line, SessionSpec, read_spec, send
from grader.errors import GradingError
from grader.grading.judge import FAULT, die_with, fault_of, pytest_arguments
from grader.grading.messages import MAX_MESSAGE, READY
from grader.model import IsolationLevel
from grader.sandbox import Reserve, Sandbox
from grader.sandbox.probe import choose_level

UNEVENTFUL = b"u"
"""A judge's word that its sandbox may be lent again."""


class Serving:
    """A plugin that serves in place of pytest's loop; in a child, the loop is pytest's again.

    Args:
        control: the socket to the grader.
    """

    def __init__(self, control: socket.socket, reserve: Reserve) -> None:
        self.control = control
        self.reserve = reserve
        self.lent: dict[int, Sandbox] = {}
        """By the pipe on which its judge says how it leaves it."""
        self.returning = -1
        """That pipe, when this process is a judge."""
        self.judged: Session | None = None
        """The session of this process, when it is a child."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Serve until the grader hangs up; ``None``, in a child, lets pytest run the tests."""
        if session.testsfailed or _fault() is not None:
            return None
        gc.collect()
        # Pages with what lives as long as this process stay shared with the children.
        gc.freeze()
        self.control.send(READY)
        while True:
            self._take_back()
            message, descriptors, _, _ = socket.recv_fds(self.control, MAX_MESSAGE, 2)
            if not message:
                self.reserve.close()
                os._exit(0)
            sandbox = self.reserve.lend()
            reading, writing = os.pipe()
            sys.stdout.flush()
            sys.stderr.flush()
            parent = os.getpid()
            pid = os.fork()
            if pid == 0:
                os.close(reading)
                self.returning = writing
                file = Path(os.fsdecode(message))
                self.judged = self._begin(file, *descriptors, parent=parent, lent=sandbox)
                grader.checks.plugin.adopt(session, self.judged)
                return None
            self._answer(pid)
            for descriptor in (*descriptors, writing):
                os.close(descriptor)
            if sandbox is None:
                os.close(reading)
            else:
                self.lent[reading] = sandbox
            _reap()

    def _take_back(self) -> None:
        """Take sandboxes back as their judges end, until the grader has a message."""
        while True:
            poller = select.poll()
            for descriptor in (self.control.fileno(), *self.lent):
                poller.register(descriptor, select.POLLIN)
            ready = [descriptor for descriptor, _ in poller.poll()]
            for descriptor in ready:
                if descriptor in self.lent:
                    word = os.read(descriptor, 1)
                    os.close(descriptor)
                    sandbox = self.lent.pop(descriptor)
                    self.reserve.take_back(sandbox, uneventful=word == UNEVENTFUL)
            _reap()
            if self.control.fileno() in ready:
                return

    def _answer(self, pid: int) -> None:
        handle = os.pidfd_open(pid)
        try:
            socket.send_fds(self.control, [b"judge"], [handle])
        finally:
            os.close(handle)

    def _begin(
        self, file: Path, events: int, start: int, *, parent: int, lent: Sandbox | None
    ) -> Session:
        """Become a judge: of a session of its own, with its own output, which may begin now."""
        os.setsid()
        die_with(parent)
        self.control.close()
        os.chdir(file.parent)
        log = os.open(file.parent / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.close(log)
        spec = msgspec.structs.replace(read_spec(file), events=events)
        try:
            session = open_session(spec, lent)
        except GradingError as error:
            send(events, Line(fault=fault_of(error)))
            os._exit(FAULT)
        session.mark("opened")
        if not os.read(start, 1):
            os._exit(FAULT)
        os.close(start)
        return session


def _fault() -> Fault | None:
    session = current()
    return session.fault if session is not None else None


def _reap() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _lendable(spec: SessionSpec) -> IsolationLevel:
    """The rung of the sandboxes that can be lent; the weakest one lends none."""
    if spec.keeper != KEEPER:
        return IsolationLevel.BASIC
    with suppress(GradingError):
        return choose_level(spec.isolation)
    return IsolationLevel.BASIC


def main(arguments: list[str]) -> NoReturn:
    """Serve one exercise. Never returns."""
    file = Path(arguments[0])
    control = socket.socket(fileno=int(arguments[1]))
    spec: SessionSpec = read_spec(file)
    die_with(spec.parent)
    open_empty(spec)
    sys.dont_write_bytecode = True
    reserve = Reserve(file.parent, _lendable(spec), outlook_of(spec))
    reserve.warm()
    serving = Serving(control, reserve)
    status = int(pytest.main(pytest_arguments(spec, file), plugins=[serving]))
    session: Any = serving.judged
    if session is None:
        # It came back without having served: the checks can't be collected.
        fault = _fault() or Fault(
            subject="the checks",
            cause="pytest can't collect them",
            remedy="Please report this",
            ours=True,
        )
        control.send(msgspec.json.encode(fault))
        status = FAULT
    else:
        session.mark("closed")
        session.say(Line(totals=session.totals()))
        if getattr(session.keeper, "uneventful", False):
            os.write(serving.returning, UNEVENTFUL)
        status = FAULT if session.fault is not None else status
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    main(sys.argv[1:])

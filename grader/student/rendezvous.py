"""The referee's own process: where tasks arrive, wait and are let through.

Theory of operation
===================
One process, one thread, one loop over a Unix socket: requests are handled one after the other,
so every count is exact. A task connects, says ``arrive`` and blocks until it is answered; it says
``leave`` and waits for the answer before it returns. "At once" therefore means at once: a task is
inside from its arrival until its ``leave`` was handled, the worker can take its next task only
afterwards, and so no order of messages can count one worker twice. A process that dies inside
leaves by the end of its connection; the kernel closes it before anybody can learn of the death.

The scenario itself is usually inside the student's blocking call while all this happens. So what
shall happen is given beforehand, as the policies of ``gates.py``. "Nothing more can arrive" is
decided by :mod:`grader.student.quiescence`. A killing rule sends
SIGKILL to the process at the other end of the connection, as the kernel names it: it provably
holds the task.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import socket
import struct
import sys

from grader.student import recorder, signals
from grader.student.gates import Gate, Message, Visitor
from grader.student.quiescence import Family, Watch

FIRST_PAUSE = 0.0005
LONGEST_PAUSE = 0.01
"""Seconds between two looks at a scenario that has not settled: the pause doubles."""
MAX_REQUEST = 1 << 16


class Service:
    """The loop.

    Args:
        listener: the listening socket.
        folder: the recorder's folder.
        family: the processes of the scenario.
        scenario: pid of the scenario; the service ends with it.
    """

    def __init__(self, listener: socket.socket, folder: str, family: Family, scenario: int) -> None:
        self.folder = folder
        self.scenario = scenario
        self.watch = Watch(family)
        self.gates: dict[str, Gate] = {}
        self.kills: list[Message] = []
        self.killed: list[Message] = []
        self.visitors: set[Visitor] = set()
        self.listener = listener
        self.selector = selectors.DefaultSelector()
        self.selector.register(listener, selectors.EVENT_READ)
        self.running = True
        self.lifeline = -1
        with contextlib.suppress(AttributeError, OSError):
            self.lifeline = os.pidfd_open(scenario)
            self.selector.register(self.lifeline, selectors.EVENT_READ)

    def run(self) -> None:
        """Serve until the scenario stops the service, or ends."""
        pause = FIRST_PAUSE
        while self.running:
            undecided = self._undecided()
            idle = None if self.lifeline >= 0 else 1.0
            if self._serve(idle if undecided is None else pause):
                self.watch.progress()
                pause = FIRST_PAUSE
            elif self.lifeline < 0 and not _alive(self.scenario):
                return
            elif undecided is not None:
                pause = min(pause * 2, LONGEST_PAUSE)
                if self.watch.settled(patient=undecided) and not self._serve(0):
                    self._settle(self.watch.reason)
                    self.watch.progress()
                    pause = FIRST_PAUSE

    def _serve(self, timeout: float | None) -> bool:
        """Handle what has come; returns whether anything had."""
        events = self.selector.select(timeout)
        for key, _ in events:
            if key.fileobj is self.listener:
                self._accept()
            elif key.fd == self.lifeline:
                self.running = False
            elif key.data in self.visitors:
                self._read(key.data)
        return bool(events)

    def _accept(self) -> None:
        with contextlib.suppress(BlockingIOError):
            connection, _ = self.listener.accept()
            connection.setblocking(False)
            visitor = Visitor(connection, _peer(connection))
            self.visitors.add(visitor)
            self.selector.register(connection, selectors.EVENT_READ, visitor)

    def _read(self, visitor: Visitor) -> None:
        try:
            received = visitor.connection.recv(MAX_REQUEST)
        except BlockingIOError:
            return
        except OSError:
            received = b""
        visitor.buffer += received
        if not received or len(visitor.buffer) > MAX_REQUEST:
            if visitor.gate is not None:
                self._note(visitor, "gone")
            self._leave(visitor)
            self._drop(visitor)
            return
        while b"\n" in visitor.buffer and visitor in self.visitors:
            line, visitor.buffer = visitor.buffer.split(b"\n", 1)
            try:
                message = json.loads(line)
                getattr(self, "_on_" + message["do"])(visitor, message)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                self._answer(visitor, {"error": repr(error)})

    # Requests of tasks.

    def _on_arrive(self, visitor: Visitor, message: Message) -> None:
        # Whoever died before this arrival must be seen to have left.
        for other in self.visitors - {visitor}:
            self._read(other)
        gate = self._gate(message["gate"])
        visitor.key = message["key"]
        visitor.pid = visitor.pid or int(message["pid"])
        gate.enter(visitor)
        if not self._kill(visitor):
            admitted = gate.admit(visitor)
            if visitor.held and visitor not in admitted:
                self._note(visitor, "waits")
            self._let_through(admitted)

    def _on_leave(self, visitor: Visitor, message: Message) -> None:
        self._leave(visitor)
        self._answer(visitor, {"left": True})

    # Requests of the scenario.

    def _on_rule(self, visitor: Visitor, message: Message) -> None:
        gate = self._gate(message["gate"])
        gate.policy, gate.k, gate.times = message["policy"], message["k"], message["times"]
        gate.order = message["order"]
        self._answer(visitor, {"done": True})

    def _on_kill(self, visitor: Visitor, message: Message) -> None:
        self.kills.append(message)
        self._answer(visitor, {"done": True})

    def _on_trust(self, visitor: Visitor, message: Message) -> None:
        self.watch.family.trusted.add(int(message["pid"]))
        self._answer(visitor, {"done": True})

    def _on_wait(self, visitor: Visitor, message: Message) -> None:
        visitor.wants = message
        self._grant()

    def _on_release(self, visitor: Visitor, message: Message) -> None:
        held = self._gate(message["gate"]).held
        chosen = [one for one in held if message["keys"] is None or one.key in message["keys"]]
        self._answer(visitor, {"released": len(chosen)})
        self._let_through(chosen)

    def _on_report(self, visitor: Visitor, message: Message) -> None:
        gates = {name: gate.report() for name, gate in self.gates.items()}
        self._answer(visitor, {"gates": gates, "killed": self.killed})

    def _on_stop(self, visitor: Visitor, message: Message) -> None:
        self.running = False
        self._answer(visitor, {"done": True})

    # What follows from them.

    def _gate(self, name: str) -> Gate:
        return self.gates.setdefault(str(name), Gate(str(name)))

    def _kill(self, visitor: Visitor) -> bool:
        """Apply the first killing rule that fits; returns whether the visitor is no more."""
        assert visitor.gate is not None
        for rule in self.kills:
            if (
                rule["times"] > 0
                and rule["gate"] == visitor.gate.name
                and (rule["key"] is None or rule["key"] == visitor.key)
            ):
                rule["times"] -= 1
                # The scenario's own process must live to tell that the task ran in it.
                spared = visitor.pid in (self.scenario, os.getpid(), 1)
                self.killed.append({"key": visitor.key, "pid": visitor.pid, "spared": spared})
                if spared:
                    return False
                recorder.note_for(self.folder, visitor.key, visitor.pid, "killed")
                with contextlib.suppress(ProcessLookupError):
                    os.kill(visitor.pid, signal.SIGKILL)
                self._leave(visitor)
                self._drop(visitor)
                return True
        return False

    def _note(self, visitor: Visitor, what: str) -> None:
        """Tell the recorder, for the report's timeline; no verdict depends on it."""
        with contextlib.suppress(OSError):
            recorder.note_for(self.folder, visitor.key, visitor.pid, what)

    def _leave(self, visitor: Visitor) -> None:
        if visitor.gate is not None:
            visitor.gate.inside.remove(visitor)
        visitor.gate, visitor.held, visitor.wants = None, False, None

    def _let_through(self, visitors: list[Visitor]) -> None:
        for visitor in visitors:
            if visitor.held:
                self._note(visitor, "goes on")
            visitor.held = False
            self._answer(visitor, {"go": True})

    def _grant(self) -> None:
        """Answer those of the scenario whose condition holds."""
        for visitor in list(self.visitors):
            wants = visitor.wants
            if wants and wants["n"] is not None:
                inside = len(self._gate(wants["gate"]).inside)
                if inside >= wants["n"]:
                    visitor.wants = None
                    self._answer(visitor, {"inside": inside})

    def _undecided(self) -> bool | None:
        """Whether a decision depends on quiescence, and if so whether it needs patience."""
        self._grant()
        waiting = [v.wants["n"] is not None for v in self.visitors if v.wants]
        gates = [gate.patience for gate in self.gates.values()]
        patience = [*waiting, *(one for one in gates if one is not None)]
        return any(patience) if patience else None

    def _settle(self, reason: str) -> None:
        """Nothing more can happen: take the next step."""
        for visitor in list(self.visitors):
            if visitor.wants:
                gate = self._gate(visitor.wants["gate"])
                visitor.wants = None
                self._answer(visitor, {"inside": len(gate.inside), "settled": reason})
                return
        for gate in self.gates.values():
            if gate.patience is not None:
                self._let_through(gate.settle(reason))
                return

    def _answer(self, visitor: Visitor, message: Message) -> None:
        # A socket's buffer holds any of our answers, and each visitor waits for one at a time.
        try:
            visitor.connection.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            self._leave(visitor)
            self._drop(visitor)

    def _drop(self, visitor: Visitor) -> None:
        if visitor in self.visitors:
            self.visitors.remove(visitor)
            self.selector.unregister(visitor.connection)
            visitor.connection.close()


def _peer(connection: socket.socket) -> int:
    """The pid at the other end, as the kernel names it; 0 where it does not."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return 0
    size = struct.calcsize("3i")
    pid: int = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, option, size))[0]
    return pid


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def start(listener: socket.socket, folder: str, family: Family) -> None:
    """Run a :class:`Service` in a process that is nobody's child.

    It is forked twice: a child of the scenario would be met by a student's ``os.wait()``.
    """
    scenario = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    between = os.fork()
    if between:
        os.waitpid(between, 0)
        return
    try:
        if os.fork() == 0:
            _detach(listener.fileno())
            listener.setblocking(False)
            family.outside.add(os.getpid())
            Service(listener, folder, family, scenario).run()
    finally:
        # Never back into the scenario's code: its cleanup is not ours to run.
        os._exit(0)


def _detach(keep: int) -> None:
    """Let go of the scenario's pipes, so that their readers see an end when the scenario ends."""
    # Nor can it answer the zygote: its pipe for that is closed here too.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signals.STACKS, signals.WAITS):
        signal.signal(number, signal.SIG_IGN)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(null, descriptor)
    os.closerange(3, keep)
    os.closerange(keep + 1, 4096)

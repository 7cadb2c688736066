"""Reading ``/proc``: who belongs to a scenario, and what each of its threads is doing.

Everything here is a snapshot that may be stale when it is returned; ``quiescence.py`` says how
two of them make a proof.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

AVAILABLE = os.path.isdir("/proc/self/task")
"""Whether this system tells about its threads (Linux does)."""

TICKS = os.sysconf("SC_CLK_TCK") if AVAILABLE else 100

_ALWAYS = -1
"""The call always ends by itself."""

_X86 = {
    # number: (what the argument is, its index)
    7: ("milliseconds", 2),  # poll
    23: ("pointer", 4),  # select
    35: ("always", _ALWAYS),  # nanosleep
    128: ("pointer", 2),  # rt_sigtimedwait
    202: ("futex", 3),
    208: ("pointer", 4),  # io_getevents
    219: ("always", _ALWAYS),  # restart_syscall: continues a timed call
    220: ("pointer", 3),  # semtimedop
    230: ("always", _ALWAYS),  # clock_nanosleep
    232: ("milliseconds", 3),  # epoll_wait
    242: ("pointer", 4),  # mq_timedsend
    243: ("pointer", 4),  # mq_timedreceive
    270: ("pointer", 4),  # pselect6
    271: ("pointer", 2),  # ppoll
    281: ("milliseconds", 3),  # epoll_pwait
    441: ("pointer", 3),  # epoll_pwait2
    449: ("pointer", 3),  # futex_waitv
    455: ("pointer", 4),  # futex_wait
}
_ARM = {
    22: ("milliseconds", 3),
    72: ("pointer", 4),
    73: ("pointer", 2),
    98: ("futex", 3),
    101: ("always", _ALWAYS),
    115: ("always", _ALWAYS),
    128: ("always", _ALWAYS),
    137: ("pointer", 2),
    182: ("pointer", 4),
    183: ("pointer", 4),
    192: ("pointer", 3),
    4: ("pointer", 4),
    441: ("pointer", 3),
    449: ("pointer", 3),
    455: ("pointer", 4),
}
_TIMED = {"x86_64": _X86, "aarch64": _ARM}.get(os.uname().machine, {})
_WRITES = {"x86_64": {1, 20}, "aarch64": {64, 66}}.get(os.uname().machine, set())


@dataclass(frozen=True)
class Process:
    """One line of ``/proc/<pid>/stat``."""

    pid: int
    ppid: int
    state: str
    start: int
    """Clock ticks since boot: with the pid, the identity of a process."""
    cpu: float
    """Seconds of CPU time that it used."""


@dataclass(frozen=True)
class Thread:
    """What a thread was doing when it was looked at."""

    state: str
    """``R`` running or runnable, ``S`` asleep, ``D`` asleep for a moment, ``Z``/``X`` dead, ..."""
    switches: int
    """How often it left a CPU; unchanged means that it did not run to its next sleep."""
    call: str | None
    """The system call that it sleeps in, with arguments; None when that can't be read."""

    @property
    def asleep(self) -> bool:
        """Whether only somebody else, or a timer, makes it run again."""
        return self.state in "STtZXx" and self.call != "running" and not self._writes_outside()

    @property
    def timed(self) -> bool:
        """Whether it may wake by itself, because its call has a time-out."""
        if self.state != "S" or self.call is None:
            return False
        number, arguments = self._decode()
        kind, index = _TIMED.get(number, ("", 0))
        if kind == "always":
            return True
        if not kind or index >= len(arguments):
            return False
        value = arguments[index]
        if kind == "milliseconds":
            return not value & 0x80000000
        if kind == "futex" and arguments[1] & 0x7F not in (0, 6, 9, 11, 13):
            return False
        return value != 0

    def _writes_outside(self) -> bool:
        """Whether it waits for the reader of its standard output, who is none of the scenario."""
        if self.state != "S" or self.call is None:
            return False
        number, arguments = self._decode()
        return number in _WRITES and bool(arguments) and arguments[0] in (1, 2)

    def _decode(self) -> tuple[int, list[int]]:
        parts = (self.call or "").split()
        try:
            return int(parts[0]), [int(part, 16) for part in parts[1:7]]
        except (ValueError, IndexError):
            return -1, []


def process(pid: int) -> Process | None:
    """Look at one process; None when there is none of that number."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as source:
            text = source.read()
    except OSError:
        return None
    # The name is in brackets and may itself hold brackets and spaces: fields start after the last.
    fields = text[text.rindex(b")") + 2 :].split()
    return Process(
        pid,
        int(fields[1]),
        fields[0].decode(),
        int(fields[19]),
        (int(fields[11]) + int(fields[12])) / TICKS,
    )


def processes() -> dict[int, Process]:
    """Every process that can be seen from here, by pid."""
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and (one := process(int(name))) is not None:
            found[one.pid] = one
    return found


def descendants(everybody: dict[int, Process], roots: Iterable[int]) -> set[int]:
    """The processes of ``roots`` that exist, with all that descend from them."""
    children: dict[int, list[int]] = {}
    for one in everybody.values():
        children.setdefault(one.ppid, []).append(one.pid)
    found: set[int] = set()
    pending = [pid for pid in roots if pid in everybody]
    while pending:
        pid = pending.pop()
        if pid not in found:
            found.add(pid)
            pending.extend(children.get(pid, ()))
    return found


def threads(pid: int) -> dict[int, Thread]:
    """Look at every thread of a process, by thread id; empty when it is gone."""
    try:
        names = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return {}
    found = {}
    for name in names:
        one = _thread(f"/proc/{pid}/task/{name}")
        if one is not None:
            found[int(name)] = one
    return found


def _thread(folder: str) -> Thread | None:
    try:
        with open(f"{folder}/status", "rb") as source:
            status = source.read()
    except OSError:
        return None
    state, switches = "?", 0
    for line in status.splitlines():
        if line.startswith(b"State:"):
            state = chr(line.split()[1][0])
        elif line.startswith((b"voluntary_ctxt", b"nonvoluntary_ctxt")):
            switches += int(line.rsplit(None, 1)[1])
    return Thread(state, switches, _call(folder) if state == "S" else "")


def _call(folder: str) -> str | None:
    """The system call a thread sleeps in; None when that may not be read (Yama, dumpable 0)."""
    try:
        with open(f"{folder}/syscall", "rb") as source:
            return source.read().decode("ascii", "replace").strip()
    except OSError:
        return None


def command(pid: int) -> list[str]:
    """The arguments that a process was started with; empty when it is gone or a zombie."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as source:
            return source.read().decode("utf-8", "replace").rstrip("\0").split("\0")
    except OSError:
        return []


def unacknowledged() -> set[str]:
    """TCP sockets of this network namespace with data that the other end has not acknowledged.

    Returns:
        Names as in ``/proc/<pid>/fd``: ``socket:[4711]``.
    """
    found = set()
    for table in _used_tables():
        try:
            with open(f"/proc/self/net/{table}", "rb") as source:
                lines = source.read().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            # sl local remote st tx_queue:rx_queue tr:when retransmits uid timeout inode
            if len(fields) > 9 and int(fields[4].split(b":")[0], 16):
                found.add(f"socket:[{fields[9].decode()}]")
    return found


def uses_tcp() -> bool:
    """Whether there may be a TCP socket in this network namespace."""
    return bool(_used_tables())


def _used_tables() -> list[str]:
    """Which of ``tcp`` and ``tcp6`` can hold a socket.

    To print them, the kernel walks a hash table of the whole machine, which takes milliseconds
    and holds nothing of this namespace most of the time. The numbers of sockets cost nothing.
    """
    return [
        table
        for table, counts, name in (
            ("tcp", "sockstat", b"TCP:"),
            ("tcp6", "sockstat6", b"TCP6:"),
        )
        if _in_use(f"/proc/self/net/{counts}", name) != 0
    ]


def _in_use(path: str, name: bytes) -> int | None:
    """The number after ``inuse`` in the line that begins with ``name``; None when unknown."""
    try:
        with open(path, "rb") as source:
            for line in source.read().splitlines():
                words = line.split()
                if words[:2] == [name, b"inuse"]:
                    return int(words[2])
    except (OSError, IndexError, ValueError):
        pass
    return None


def holds_any(pid: int, targets: set[str]) -> bool:
    """Whether an open descriptor of ``pid`` leads to one of ``targets``."""
    try:
        names = os.listdir(f"/proc/{pid}/fd")
    except OSError:
        return False
    for name in names:
        try:
            if os.readlink(f"/proc/{pid}/fd/{name}") in targets:
                return True
        except OSError:
            continue
    return False

"""Knowing that nothing more will happen, without waiting for it to happen.

Theory of operation
===================
A check has to say "only three of five tasks arrived" or "a sixth one never came". Waiting a
second proves neither: a loaded machine is slow, and a right solution would pay the second each
time. But when *every* thread of *every* process of the scenario is asleep at one moment, then
nobody is left to wake anybody, and whatever has not happened never will, timers apart.

**One moment, from two looks.** ``/proc`` can't be read in an instant. So the scan is made twice.
If in both scans the same threads exist, all are asleep, and no thread's count of context
switches differs, then no thread ran between its two looks: a thread that had run would have left
the CPU again, which counts. All first looks were over before the second scan began, so at the
instant between the scans all of them were asleep together. A process that was forked behind the
first scan's back is in the second and makes them differ; one that also ended before the second
either woke somebody (which shows) or changed nothing.

**No wake-up is in flight.** On Linux the waker itself makes the sleeper runnable (state ``R``)
before its own call returns, however long the sleeper then waits for a CPU: load can delay a
thread, it can't make it look asleep. A message to the referee itself is no wake-up of a scanned
thread, so the referee looks at its sockets once more after the second scan.

**Looking asleep while running.** A thread marks itself asleep a few instructions before it leaves
the CPU. ``/proc/<pid>/task/<tid>/syscall`` tells: it waits until the thread really is off its CPU,
or says ``running``.

**TCP keeps data back.** Nagle's algorithm and delayed acknowledgements hold a small message for
tens of milliseconds inside the kernel while both ends sleep, also on the loopback. A socket of the
scenario with unacknowledged data (``/proc/net/tcp``, read between the two scans) therefore counts
as somebody awake. That file is slow, so it is read only after two scans have agreed, and a third
has to agree with them; without any TCP socket it need not be read. Pipes and Unix sockets deliver
before the writer's call returns.

**Timers.** A thread in a timed call (``time.sleep``, ``get(timeout=...)``) wakes by itself; its
system call and its arguments say so. Polling is bad style, and right. A poller that woke and went
back to sleep a few times, while nobody else ran, saw the same state each time and will go on doing
nothing; so each timed thread has to have woken ``rounds`` times since the last event. One that
sleeps longer is waited for up to a bound, which is long where giving up speaks against the student
("patient") and short where it speaks for them.

**Spinning.** A loop that never sleeps is bounded by the CPU time that the scenario burns without
anything happening, not by the clock: on a loaded machine that takes as long as it takes.

**Elsewhere** (no ``/proc``, as on macOS) only the bounded wait remains. Where ``/proc`` hides the
system calls (Yama's ``ptrace_scope``), any sleeper may be a timed one: the scan must stay
unchanged for a grace first, and for the patient bound before anything is said against the student.

Not seen: a signal from ``alarm`` or ``setitimer``, and whoever is outside the scenario's processes.
The reader of the scenario's standard output is outside: a thread that waits for it counts as awake.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from grader.student import procfs

PATIENT = 6.0
"""Seconds that a sleeper may hold up a verdict that would speak against the student."""
IMPATIENT = 1.5
"""Seconds that a sleeper may hold up a verdict that would speak for them."""
BLIND = 0.25
"""Seconds without any change that stand for certainty where system calls can't be read."""
PATIENT_CPU = 3.0
"""Seconds of CPU time that a spinning scenario may burn before a verdict against the student."""
IMPATIENT_CPU = 0.8
"""Seconds of CPU time that a spinning scenario may burn before a verdict for them."""

Key = tuple[int, int, int]
"""Pid, the process's start, thread id."""


@dataclass
class _Scan:
    threads: dict[Key, procfs.Thread]
    cpu: dict[tuple[int, int], float]


@dataclass
class Family:
    """The processes of one scenario.

    Args:
        roots: pids whose descendants count; processes seen once go on to count, with their
            descendants, when they are orphaned.
        adopter: the process that inherits orphans (the sandbox's init), whose other descendants
            count too; or None.
        outside: pids that never count, such as the referee.
        trusted: thread ids that count, but whose timers are known to do nothing.
    """

    roots: set[int]
    adopter: int | None = None
    outside: set[int] = field(default_factory=set)
    trusted: set[int] = field(default_factory=set)
    _known: dict[int, int] = field(default_factory=dict)

    def members(self) -> dict[int, procfs.Process]:
        """Those that exist at present, zombies included."""
        everybody = procfs.processes()
        old = [pid for pid, start in self._known.items() if _start(everybody, pid) == start]
        roots = {*self.roots, *old}
        if self.adopter is not None:
            roots |= {one.pid for one in everybody.values() if one.ppid == self.adopter}
        found = procfs.descendants(everybody, roots - self.outside) - self.outside
        self._known = {pid: everybody[pid].start for pid in found}
        return {pid: everybody[pid] for pid in found}


def _start(everybody: dict[int, procfs.Process], pid: int) -> int:
    return everybody[pid].start if pid in everybody else -1


class Watch:
    """Watches a family for the moment at which nothing more can happen.

    Call :meth:`settled` again and again, with small pauses, and :meth:`progress` at each event.
    """

    def __init__(self, family: Family) -> None:
        self.family = family
        self.reason = ""
        """Why :meth:`settled` last said yes: ``still``, ``timers``, ``spinning`` or ``bound``."""
        self.progress()

    def progress(self) -> None:
        """Something happened: everything that was proved is void."""
        self._since = time.monotonic()
        self._last: _Scan | None = None
        self._agreed = False
        self._changed = self._since
        self._woken: dict[Key, int] = {}
        self._burnt: dict[tuple[int, int], float] = {}
        self._base: dict[tuple[int, int], float] | None = None

    def settled(self, *, patient: bool) -> bool:
        """Look once more.

        Args:
            patient: whether a yes speaks against the student.

        Returns:
            Whether nothing more can happen. The caller must then still look at its own sockets.
        """
        now = time.monotonic()
        waited = now - self._since
        bound = PATIENT if patient else IMPATIENT
        if not procfs.AVAILABLE:
            return self._say("bound", waited >= bound)
        # Between two scans that agree, nobody ran: this look is part of the proof.
        in_flight: bool | None = None
        if self._last is not None and (self._agreed or not procfs.uses_tcp()):
            in_flight = _in_flight(self._last)
        scan = self._scan()
        last, self._last = self._last, scan
        if self._spinning(scan, PATIENT_CPU if patient else IMPATIENT_CPU):
            return self._say("spinning", True)
        changed = _ran(last, scan) if last else None
        if last is not None and changed != set():
            self._changed = now
        for key in changed or ():
            self._woken[key] = self._woken.get(key, 0) + 1
        self._agreed = changed is not None
        if changed is None:
            return False
        if in_flight is not False and waited < bound:
            return False
        asleep = {key: thread for key, thread in scan.threads.items() if thread.state == "S"}
        if any(thread.call is None for thread in asleep.values()):
            certain = not patient and now - self._changed >= BLIND
            return self._say("bound", certain or waited >= bound)
        timed = {
            key
            for key, thread in asleep.items()
            if thread.timed and key[2] not in self.family.trusted
        }
        if not timed:
            return self._say("still", not changed)
        if not changed <= timed:
            return False
        rounds = 5 if patient else 3
        if all(self._woken.get(key, 0) >= rounds for key in timed):
            return self._say("timers", True)
        return self._say("bound", waited >= bound)

    def _scan(self) -> _Scan:
        members = self.family.members()
        threads, cpu = {}, {}
        for pid, one in members.items():
            cpu[pid, one.start] = one.cpu
            for tid, thread in procfs.threads(pid).items():
                threads[pid, one.start, tid] = thread
        return _Scan(threads, cpu)

    def _spinning(self, scan: _Scan, limit: float) -> bool:
        if self._base is None:
            self._base = dict(scan.cpu)
        self._burnt.update(scan.cpu)
        spent = sum(cpu - self._base.get(who, 0.0) for who, cpu in self._burnt.items())
        return spent >= limit

    def _say(self, reason: str, settled: bool) -> bool:
        if settled:
            self.reason = reason
        return settled


def _ran(first: _Scan, second: _Scan) -> set[Key] | None:
    """Which threads ran between two scans, though all were asleep in both.

    Returns:
        The empty set: nobody did, which is the proof described above. None: there is no proof,
        because somebody was awake, started or ended.
    """
    if first.threads.keys() != second.threads.keys():
        return None
    ran = set()
    for key, thread in second.threads.items():
        before = first.threads[key]
        if not (thread.asleep and before.asleep):
            return None
        if thread.switches != before.switches:
            ran.add(key)
    return ran


def _in_flight(scan: _Scan) -> bool:
    """Whether the kernel still has data of the scenario to deliver."""
    pending = procfs.unacknowledged()
    return bool(pending) and any(
        procfs.holds_any(pid, pending) for pid in {key[0] for key in scan.threads}
    )


def family_of(pid: int, *, outside: Iterable[int] = ()) -> Family:
    """The family of the scenario that runs in process ``pid``.

    The sandbox's init forks one child per scenario and inherits whatever is orphaned; it is the
    parent of ``pid`` then, and everything below it belongs to the scenario.
    """
    parent = os.getppid() if pid == os.getpid() else getattr(procfs.process(pid), "ppid", 0)
    adopter = parent if parent == 1 or "grader.student.zygote" in sys.modules else None
    return Family({pid}, adopter, set(outside) | ({parent} if adopter else set()))

"""The baton: runs one execution under one schedule.

Theory of operation
-------------------
Each thread of the program is a real OS thread, but only the one that holds the
baton runs; all others are parked on a lock of their own. Before each visible
operation a thread stores it as its *pending* operation and asks the strategy
who goes next. If it is another thread, the baton is handed over and the first
one parks. So whenever a choice is made, the pending operation of every live
thread is known, and a deadlock is exact: nobody's operation is able to run.

There is no scheduler thread: whoever holds the baton decides. A thread that
goes on costs no OS switch.

While one thread alone exists, or all others have ended and were joined, the
execution is *quiet*: nothing can race, so nothing is recorded or chosen.

An execution that is over (deadlock, limit, pruned) still has parked threads.
The controller wakes them one at a time, and each is unwound by ``Abort``, raised
from its visible operation. A thread that swallows it meets it again at each
following operation; one that goes on swallowing is parked for ever (its OS
thread is a daemon) and the exploration goes on without it.

Virtual time belongs to threads: each has its own clock, moved on by expired
waits and joined along happens-before edges. So two equivalent schedules show
the same times, and reading the clock makes no two operations dependent.
"""

from __future__ import annotations

import _thread
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from grader.student.explore import crew
from grader.student.explore.ops import WRITE, Op
from grader.student.explore.outside import wait_for_end
from grader.student.explore.strategy import DivergedError
from grader.student.explore.task import Abort, Task

if TYPE_CHECKING:
    from grader.student.explore.options import Options
    from grader.student.explore.recorder import Recorder
    from grader.student.explore.strategy import Strategy

TICKS_PER_STEP = 20  # loop iterations without visible operations, per step of the budget
MAX_REFUSALS = 40  # how often a thread may swallow Abort before it is parked for ever
PRUNED = -1


class Runtime:
    """What the hooks look at first. One per process."""

    def __init__(self) -> None:
        self.quiet = True
        self.execution: Execution | None = None
        self.fuel = 0


rt = Runtime()


class Execution:
    """One run of the program under the schedule that ``strategy`` chooses."""

    def __init__(self, options: Options, strategy: Strategy, recorder: Recorder | None) -> None:
        self.options = options
        self.strategy = strategy
        self.recorder = recorder
        self.early = options.timeouts == "any"
        self.tasks: list[Task] = []
        self.live: list[Task] = []
        self.idents: set[int] = set()
        self.trace: list[tuple[int, Op]] = []
        self.versions: dict[Any, int] = {}
        self.times: dict[Any, float] = {}  # the clock of whoever wrote a key last
        self.preemptions = 0
        self.pulses = True
        self.probing = 0  # loop turns left to look at although nothing can race
        self.steps = 0
        self.ending = False
        self.how = ""
        self.reason = ""
        self.reason_site = -1
        self.reason_lines: list[tuple[str, int]] = []  # instead of a site: file, line of calls
        self.drain_from = -1
        self.controller = _thread.allocate_lock()
        self.gone = _thread.allocate_lock()
        self.serial = 0
        self.numbers: dict[int, tuple[int, Any]] = {}
        self.stuck: list[tuple[Task, Op]] = []
        self.leaked: list[str] = []
        self.daemons_alive: list[str] = []
        self.hashes: dict[int, Any] = {}  # by address: a weak reference, and the hash
        self.plans: dict[tuple[type, str], int] = {}
        self.spaces: dict[int, Any] = {}  # whose ``__dict__`` a dictionary is, by its id
        self.tampered: set[str] = set()  # looks and grips into the explorer itself
        self.current: Task
        self.exit_code: Any = None

    # -- names and numbers ------------------------------------------------

    def next_serial(self) -> int:
        """Return a number that the same schedule always gives to the same object."""
        self.serial += 1
        return self.serial

    def number(self, obj: Any) -> int:
        """Return the stable number of a shared object; the same object keeps it."""
        entry = self.numbers.get(id(obj))
        if entry is None:
            # The reference keeps the address from being given to another object.
            entry = self.numbers[id(obj)] = (len(self.numbers), obj)
        return entry[0]

    def free_ident(self) -> int:
        """Return the lowest free thread identifier: like an OS, reuse those of dead threads."""
        ident = 140_000_000_000_000
        while ident in self.idents:
            ident += 4096
        self.idents.add(ident)
        return ident

    # -- running ----------------------------------------------------------

    def run(self, body: Callable[[], None]) -> None:
        """Run ``body`` as the main thread until everything has ended or is stuck."""
        self.controller.acquire()
        self.gone.acquire()
        rt.execution = self
        rt.quiet = True
        rt.fuel = self.options.steps * TICKS_PER_STEP
        try:
            main = self.add_task("MainThread", False, body, 0.0)
            self.current = main
            self.launch(main)
            main.wake.release()
            if wait_for_end(self):
                self._unwind()
        finally:
            rt.execution = None
            rt.quiet = True

    def add_task(self, name: str, daemon: bool, body: Callable[[], None], time: float) -> Task:
        """Make the record of a new thread."""
        task = Task(len(self.tasks), name, daemon, body)
        task.time = time
        task.ident = self.free_ident()
        self.tasks.append(task)
        self.live.append(task)
        return task

    def launch(self, task: Task) -> None:
        """Start the OS thread of a task; it parks until it is chosen."""
        crew.start(lambda: self._bootstrap(task))

    def _bootstrap(self, task: Task) -> None:
        task.os_ident = _thread.get_ident()
        task.native = _thread.get_native_id()
        task.wake.acquire()
        try:
            if self.ending:
                raise Abort
            if task.index:
                self._ran(task, task.pending)
            task.body()
            if task.index == 0:
                self.drain_from = self.steps
            self.visible(Op("end", ((task.key, WRITE),), target=task))
        except Abort:
            pass
        except BaseException as error:
            # Bodies catch everything: this is a fault of the engine itself.
            self.finish("fault", f"{type(error).__name__}: {error}")
        if task.refusals > MAX_REFUSALS:
            return
        task.done = True
        task.locals.clear()
        if task in self.live:
            self.live.remove(task)
        if self.ending:
            self.gone.release()
            return
        self.idents.discard(task.ident)
        if not self.live:
            self.ending = True
            self.how = self.how or "ended"
            self.controller.release()
            self.gone.release()
            return
        try:
            following = self._next(None)
        except Abort:
            self.gone.release()
            return
        self.current = following
        following.wake.release()

    def _unwind(self) -> None:
        """Let each parked thread of a finished execution run out, one at a time."""
        self.gone.acquire()  # the thread that ended the execution has left
        for task in list(self.live):
            if task.done:
                continue
            self.current = task
            task.wake.release()
            self.gone.acquire()

    def finish(self, how: str, reason: str = "", site: int = -1) -> None:
        """End the execution; the caller must leave by Abort."""
        if not self.ending:
            self.ending = True
            self.how = how
            self.reason = reason
            self.reason_site = site
            rt.quiet = False
            self._take_stock()
            self.controller.release()

    def _take_stock(self) -> None:
        self.stuck = [(task, task.pending) for task in self.live if not task.done]
        if self.recorder is not None:
            self.recorder.blocked(self)
        if self.tasks[0].done:
            self.leaked = [t.name for t in self.live if not t.daemon]
        self.daemons_alive = [t.name for t in self.live if t.daemon]

    def _refuse(self, task: Task) -> None:
        """Answer an operation of a thread that must end."""
        task.refusals += 1
        if task.refusals > MAX_REFUSALS:
            self._abandon()
        raise Abort

    def _abandon(self) -> None:
        """Park this OS thread for ever."""
        self.gone.release()
        forever = _thread.allocate_lock()
        forever.acquire()
        forever.acquire()

    # -- the visible operation ---------------------------------------------

    def visible(self, op: Op) -> None:
        """Announce ``op`` and return when this thread may do it.

        Raise Abort when the execution is over.
        """
        task = self.current
        if _thread.get_ident() != task.os_ident:
            self._foreign()
            return
        if self.ending:
            self._refuse(task)
        if rt.quiet:
            self._quietly(task, op)
            return
        task.pending = op
        following = self._next(task)
        if following is not task:
            self.current = following
            following.wake.release()
            task.wake.acquire()
            if self.ending:
                self._refuse(task)
        self._ran(task, op)

    def _ran(self, task: Task, op: Op) -> None:
        """Account for an operation that its thread is about to do."""
        target = op.target
        if target is not None:
            op.before = target.probe()
            if task.time > target.time:
                target.time = task.time
            else:
                task.time = target.time
        if op.deadline is not None and not op.able():
            task.time = max(task.time, op.deadline)
            expired = (op.kind, op.site, op.keys)
            task.expired[expired] = task.expired.get(expired, 0) + 1
        versions, times = self.versions, self.times
        for key, mode in op.keys:
            if mode & 1:
                versions[key] = versions.get(key, 0) + 1
                times[key] = max(task.time, times.get(key, 0.0))
            elif times.get(key, 0.0) > task.time:
                task.time = times[key]
        self.trace.append((task.index, op))
        if self.recorder is not None:
            self.recorder.step(self, task, op)

    def visible_limit(self) -> None:
        """End an execution whose loops turn without end."""
        if _thread.get_ident() == self.current.os_ident and not self.ending:
            if self.drain_from >= 0:
                self.finish("stuck")
            else:
                self.finish("step_limit")
            raise Abort

    def _quietly(self, task: Task, op: Op) -> None:
        """Do an operation when no other thread can interfere."""
        task.pending = op
        if not op.able():
            if op.deadline is None:
                self.finish("deadlock")
                raise Abort
            task.time = max(task.time, op.deadline)
        if op.target is not None:
            task.time = op.target.time = max(task.time, op.target.time)
        if self.recorder is not None:
            self.recorder.quiet_step(self, task, op)

    def _foreign(self) -> None:
        """A visible operation from a thread that is not under control."""
        if not any(t.os_ident == _thread.get_ident() and not t.done for t in self.tasks):
            return  # a finalizer in a dying thread; nothing to order
        forever = _thread.allocate_lock()
        forever.acquire()
        forever.acquire()

    def _next(self, task: Task | None) -> Task:
        """Choose who holds the baton next. ``task`` is the asking thread, if it goes on."""
        if self.steps >= self.options.steps:
            self.finish("step_limit")
            raise Abort
        self.steps += 1
        if self.drain_from >= 0:
            self._drain()
        able: list[int] = []
        timed: list[int] = []
        late: list[int] = []
        for other in self.live:
            op = other.pending
            if op.able():
                able.append(other.index)
            elif op.deadline is not None:
                often = other.expired.get((op.kind, op.site, op.keys), 0)
                if self.early and often < self.options.early_expiries:
                    timed.append(other.index)
                else:
                    late.append(other.index)
        quiescent = False
        if not able and (timed or late):
            # Nothing else can run, so time passes until the first deadline.
            first = min(timed or late, key=lambda i: (self.tasks[i].pending.deadline, i))
            quiescent = not timed
            if quiescent:
                timed = [first]
            else:
                timed.remove(first)
                timed.insert(0, first)
        if not able and not timed:
            self._stand_still()
            able = [t.index for t in self.live if t.pending.able()]
        current = task.index if task is not None and task.index in able else -1
        try:
            chosen = self.strategy.choose(self, able, timed, current)
        except DivergedError as gap:
            self.finish("diverged", gap.reason, gap.site)
            raise Abort from None
        if chosen == PRUNED:
            self.finish("pruned")
            raise Abort
        if (current >= 0 and chosen != current) or (able and chosen not in able):
            self.preemptions += 1
        following = self.tasks[chosen]
        following.pending.quiescent = quiescent
        return following

    def _stand_still(self) -> None:
        """Nobody is able to go on: release spinning threads, or end the execution."""
        main_done = self.tasks[0].done
        spinning = [t for t in self.live if t.pending.kind == "spin"]
        if spinning and not (main_done and all(t.daemon for t in spinning)):
            unproved = [t for t in spinning if not t.pending.attr]
            if not unproved:
                self.finish("stuck" if main_done else "livelock")
                raise Abort
            for task in unproved:
                task.pending.ready = task.pending.needs = None
            return
        self.finish("stuck" if main_done else "deadlock")
        raise Abort

    def _drain(self) -> None:
        """Bound what runs on after the main thread has ended."""
        if any(not task.daemon for task in self.live):
            if self.steps - self.drain_from > self.options.run_on_steps:
                self.finish("stuck")
                raise Abort
        elif self.steps - self.drain_from > self.options.daemon_steps:
            self.finish("ended")
            raise Abort

    def start_task(self, name: str, daemon: bool, body: Callable[[], None], key: Any) -> Task:
        """Start a new thread, a visible operation of the running one."""
        op = Op("start", ((key, WRITE),), obj=name)
        self.visible(op)
        task = self.add_task(name, daemon, body, self.current.time)
        task.key = key
        op.attr = task.index  # who began here: its happens-before starts with this event
        self.launch(task)
        rt.quiet = False
        return task

    def joined(self, task: Task) -> None:
        """Note that the running thread has seen the end of ``task``."""
        task.joined = True
        self.settle()

    def settle(self) -> None:
        """Be quiet again if the main thread alone is left, and has seen the others end."""
        if self.current.index == 0 and len(self.live) == 1 and not self.ending:
            rt.quiet = all(t.joined or t.index == 0 for t in self.tasks)

    def forget(self) -> None:
        """Let go of the program's objects; the trace keeps its keys."""
        for _tid, op in self.trace:
            op.forget()
        for task in self.tasks:
            task.pending.forget()
            task.thread = None
        self.stuck.clear()
        self.numbers.clear()
        self.hashes.clear()
        self.plans.clear()
        self.spaces.clear()

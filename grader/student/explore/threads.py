"""``threading.Thread`` and the functions around it, modelled."""

from __future__ import annotations

import contextlib
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from grader.student.explore.opaque import call_native
from grader.student.explore.ops import READ, Op
from grader.student.explore.primitive import deadline_of, is_true, note, running
from grader.student.explore.runtime import Execution
from grader.student.explore.task import Abort, Task, UnsupportedError


class Registry:
    """The state of one execution's ``threading`` module."""

    def __init__(self) -> None:
        self.count = 0
        self.trace: Any = None
        self.profile: Any = None
        self.module: Any = None  # the controlled module, for its replaceable excepthook
        self.main: Thread | None = None


def registry() -> Registry:
    """Return the state of the ``threading`` module of the execution under way."""
    execution = running()
    found = getattr(execution, "registry", None)
    if found is None:
        found = Registry()
        execution.registry = found  # type: ignore[attr-defined]
    return found


class Thread:
    """``threading.Thread``: errors and attributes are CPython's."""

    _initialized = False

    def __init__(
        self,
        group: None = None,
        target: Callable[..., Any] | None = None,
        name: str | None = None,
        args: Iterable[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
        *,
        daemon: bool | None = None,
        context: Any = None,
    ) -> None:
        assert group is None, "group argument must be None for now"
        self._serial = running().next_serial()
        self._life = ("life", self._serial)
        if name:
            name = str(name)
        else:
            threads = registry()
            threads.count += 1
            name = f"Thread-{threads.count}"
            if target is not None and hasattr(target, "__name__"):
                name += f" ({target.__name__})"
        self._name = name
        self._target = target
        self._args = args
        self._kwargs = {} if kwargs is None else kwargs
        self._daemonic = daemon if daemon is not None else current_thread().daemon
        self._task: Task | None = None
        self._begun = False
        self._initialized = True

    def start(self) -> None:
        """Start the thread; raise RuntimeError when it was started before."""
        if not self._initialized:
            raise RuntimeError("thread.__init__() not called")
        if self._begun:
            raise RuntimeError("threads can only be started once")
        self._begun = True
        execution = running()
        task = execution.start_task(
            self._name, self._daemonic, lambda: _body(execution, self), self._life
        )
        task.thread = self
        self._task = task

    def run(self) -> None:
        """Call the target; subclasses override this."""
        try:
            if self._target is not None:
                call_native(self._target, self._args, self._kwargs)
        finally:
            del self._target, self._args, self._kwargs

    def join(self, timeout: float | None = None) -> None:
        """Wait for the end of the thread, or for the timeout."""
        if not self._initialized:
            raise RuntimeError("Thread.__init__() not called")
        if not self._begun:
            raise RuntimeError("cannot join thread before it is started")
        execution = running()
        task = self._task
        if task is execution.current:
            raise RuntimeError("cannot join current thread")
        execution.visible(
            Op(
                "join",
                ((self._life, READ),),
                obj=self,
                target=task,
                needs=is_true,
                deadline=deadline_of(execution, timeout),
            )
        )
        if task is not None and task.done:
            execution.joined(task)
        else:
            note(execution, "timed out")

    def is_alive(self) -> bool:
        """Return whether the thread runs."""
        assert self._initialized, "Thread.__init__() not called"
        if self._task is None:
            return self._begun
        running().visible(Op("is_alive", ((self._life, READ),), obj=self, target=self._task))
        return not self._task.done

    @property
    def name(self) -> str:
        """The thread's name."""
        assert self._initialized, "Thread.__init__() not called"
        return self._name

    @name.setter
    def name(self, name: str) -> None:
        assert self._initialized, "Thread.__init__() not called"
        self._name = str(name)
        if self._task is not None:
            self._task.name = self._name

    def getName(self) -> str:  # noqa: N802 - CPython's deprecated name
        """Return the name."""
        return self.name

    def setName(self, name: str) -> None:  # noqa: N802 - CPython's deprecated name
        """Set the name."""
        self.name = name

    @property
    def ident(self) -> int | None:
        """The identifier; None before the start."""
        assert self._initialized, "Thread.__init__() not called"
        return None if self._task is None else self._task.ident

    @property
    def native_id(self) -> int | None:
        """Like ``ident``: the virtual machine has no other."""
        return None if self._task is None else 1000 + self._task.index

    @property
    def daemon(self) -> bool:
        """Whether the program may end before the thread does."""
        assert self._initialized, "Thread.__init__() not called"
        return self._daemonic

    @daemon.setter
    def daemon(self, daemonic: bool) -> None:
        if not self._initialized:
            raise RuntimeError("Thread.__init__() not called")
        if self._begun:
            raise RuntimeError("cannot set daemon status of active thread")
        self._daemonic = daemonic

    def isDaemon(self) -> bool:  # noqa: N802 - CPython's deprecated name
        """Return whether this is a daemon."""
        return self.daemon

    def setDaemon(self, daemonic: bool) -> None:  # noqa: N802 - CPython's deprecated name
        """Make this a daemon, or not."""
        self.daemon = daemonic

    def __hash__(self) -> int:
        # By the order of creation, so that sets of threads iterate alike in each execution.
        return hash(self._serial) if self._initialized else object.__hash__(self)

    def __repr__(self) -> str:
        assert self._initialized, "Thread.__init__() was not called"
        status = "initial"
        if self._begun:
            status = "started"
        if self._task is not None and self._task.done:
            status = "stopped"
        if self._daemonic:
            status += " daemon"
        if self._task is not None:
            status += f" {self._task.ident}"
        return f"<{self.__class__.__name__}({self._name}, {status})>"


class MainThread(Thread):
    """The thread that calls the scenario."""

    def __init__(self, task: Task) -> None:
        self._serial = 0
        self._life = ("life", 0)
        self._name = "MainThread"
        self._daemonic = False
        self._task = task
        self._begun = True
        self._initialized = True


MainThread.__name__ = MainThread.__qualname__ = "_MainThread"


class DummyThread(MainThread):
    """A thread that ``_thread.start_new_thread`` made."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self._name = task.name
        self._daemonic = True


DummyThread.__name__ = DummyThread.__qualname__ = "_DummyThread"


def _body(execution: Execution, thread: Thread) -> None:
    """Run a thread; an exception that it lets go is kept and given to excepthook."""
    threads = registry()
    if threads.trace is not None:
        sys.settrace(threads.trace)
    if threads.profile is not None:
        sys.setprofile(threads.profile)
    try:
        thread.run()
    except Abort:
        raise
    except SystemExit:
        pass
    except BaseException as error:
        _died(execution, thread, error)
    finally:
        sys.settrace(None)
        sys.setprofile(None)


def _died(execution: Execution, thread: Thread, error: BaseException) -> None:
    if isinstance(error, UnsupportedError):
        execution.finish("unsupported", error.reason)
        raise Abort
    execution.current.error = error
    hook = getattr(sys.modules.get("threading"), "excepthook", excepthook)
    arguments = SimpleNamespace(
        exc_type=type(error), exc_value=error, exc_traceback=error.__traceback__, thread=thread
    )
    try:
        hook(arguments)
    except Abort:
        raise
    except Exception as second:
        print_error("Exception in threading.excepthook:", second)


def excepthook(args: Any) -> None:
    """``threading.excepthook``: print the error, like CPython's."""
    if args.exc_type is not SystemExit:
        name = args.thread.name if args.thread is not None else get_ident()
        print_error(f"Exception in thread {name}:", args.exc_value)


def print_error(title: str, error: BaseException) -> None:
    """Print a traceback to stderr as far as there is one."""
    if sys.stderr is not None:
        lines = traceback.format_exception(error)
        with contextlib.suppress(Exception):
            sys.stderr.write("".join([title + "\n", *lines]))


def current_thread() -> Thread:
    """Return the running thread's object."""
    task = running().current
    if task.thread is None:
        task.thread = MainThread(task) if task.index == 0 else DummyThread(task)
    return task.thread  # type: ignore[no-any-return]


def main_thread() -> Thread:
    """Return the main thread's object."""
    task = running().tasks[0]
    if task.thread is None:
        task.thread = MainThread(task)
    return task.thread  # type: ignore[no-any-return]


def enumerate_threads() -> list[Thread]:
    """Return the threads that run: reads the life of each."""
    execution = running()
    keys = tuple((t.key, READ) for t in execution.tasks)
    execution.visible(Op("enumerate", keys))
    return [t.thread or main_thread() for t in execution.live if t.thread or t.index == 0]


def active_count() -> int:
    """Return how many threads run."""
    return len(enumerate_threads())


def get_ident() -> int:
    """Return the running thread's identifier."""
    return running().current.ident


def get_native_id() -> int:
    """Return a number like the kernel's for the running thread."""
    return 1000 + running().current.index


def settrace(function: Any) -> None:
    """Set the trace function of threads yet to start."""
    registry().trace = function


def gettrace() -> Any:
    """Return the trace function of threads yet to start."""
    return registry().trace


def setprofile(function: Any) -> None:
    """Set the profile function of threads yet to start."""
    registry().profile = function


def getprofile() -> Any:
    """Return the profile function of threads yet to start."""
    return registry().profile


def start_new_thread(function: Any, args: Any, kwargs: Any = None) -> int:
    """``_thread.start_new_thread``."""
    if not callable(function):
        raise TypeError("first arg must be callable")
    if not isinstance(args, tuple):
        raise TypeError("2nd arg must be a tuple")
    execution = running()
    registry().count += 1

    class _Raw(DummyThread):
        def run(self) -> None:
            call_native(function, args, kwargs or {})

    key = ("life", execution.next_serial())
    name = f"Dummy-{registry().count}"
    raw = _Raw.__new__(_Raw)
    task = execution.start_task(name, True, lambda: _body(execution, raw), key)
    raw.__init__(task)  # type: ignore[misc]
    raw._life = key
    task.thread = raw
    return task.ident

"""The controlled stand-ins for ``threading``, ``queue`` and the like, fresh per execution.

While an execution runs they sit in ``sys.modules``, so that the explored modules
get them however they import. What else could run threads or processes behind
the explorer's back is replaced by a refusal: the verdict is then inconclusive.
"""

from __future__ import annotations

import _thread as real_thread
import concurrent
import concurrent.futures
import concurrent.futures.thread
import functools
import os
import queue as real_queue
import random
import sys
import threading as real_threading
import time as real_time
from collections.abc import Callable
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from grader.student.explore import (
    across,
    barriers,
    caches,
    clock,
    futures,
    locks,
    pool,
    queues,
    signals,
    thread_pool,
    threads,
)
from grader.student.explore.runtime import rt
from grader.student.explore.task import Abort, UnsupportedError
from grader.student.explore.thread_local import local


def _copy(module: ModuleType, changes: dict[str, Any]) -> ModuleType:
    made = ModuleType(module.__name__, module.__doc__)
    vars(made).update(vars(module))
    vars(made).update(changes)
    return made


MISSING = object()
METHODS = (FunctionType, BuiltinFunctionType, property, classmethod, staticmethod, type)
CLASSES: tuple[type, ...] = (
    locks.Lock,
    locks.RLock,
    signals.Condition,
    signals.Event,
    signals.Semaphore,
    signals.BoundedSemaphore,
    barriers.Barrier,
    barriers.Timer,
    threads.Thread,
    threads.MainThread,
    threads.DummyThread,
    local,
    queues.Queue,
    queues.LifoQueue,
    queues.PriorityQueue,
    queues.SimpleQueue,
    futures.Future,
    pool.Executor,
    pool.ThreadPoolExecutor,
    thread_pool.ThreadPool,
    across.Lock,
    across.RLock,
    across.Value,
    caches.Cached,
    caches.cached_property,
)


# The program may patch these classes; the next execution must not see it.
PRISTINE = [(cls, dict(vars(cls))) for cls in CLASSES]


def mend(cls: type, space: dict[str, Any]) -> None:
    """Undo what the program did to a class."""
    for name in [n for n in vars(cls) if n not in space]:
        delattr(cls, name)
    for name, value in space.items():
        if vars(cls).get(name, MISSING) is not value:
            setattr(cls, name, value)


def exit_thread() -> None:
    """``_thread.exit``."""
    raise SystemExit


class NoProcesses(pool.Executor):
    """Stands for the executors that the explorer can't control."""

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        _refuse("it starts processes (ProcessPoolExecutor)")()


def fresh() -> dict[str, ModuleType]:
    """Return the stand-ins for one execution, by module name."""
    low = _copy(
        real_thread,
        {
            "allocate_lock": locks.Lock,
            "allocate": locks.Lock,
            "lock": locks.Lock,
            "LockType": locks.Lock,
            "RLock": locks.RLock,
            "start_new_thread": threads.start_new_thread,
            "start_new": threads.start_new_thread,
            "get_ident": threads.get_ident,
            "get_native_id": threads.get_native_id,
            "exit": exit_thread,
            "exit_thread": exit_thread,
            "_local": local,
        },
    )
    high = _copy(
        real_threading,
        {
            "Lock": locks.Lock,
            "RLock": locks.RLock,
            "Condition": signals.Condition,
            "Event": signals.Event,
            "Semaphore": signals.Semaphore,
            "BoundedSemaphore": signals.BoundedSemaphore,
            "Barrier": barriers.Barrier,
            "BrokenBarrierError": barriers.BrokenBarrierError,
            "Timer": barriers.Timer,
            "Thread": threads.Thread,
            "_MainThread": threads.MainThread,
            "_DummyThread": threads.DummyThread,
            "local": local,
            "current_thread": threads.current_thread,
            "currentThread": threads.current_thread,
            "main_thread": threads.main_thread,
            "enumerate": threads.enumerate_threads,
            "active_count": threads.active_count,
            "activeCount": threads.active_count,
            "get_ident": threads.get_ident,
            "get_native_id": threads.get_native_id,
            "excepthook": threads.excepthook,
            "__excepthook__": threads.excepthook,
            "settrace": threads.settrace,
            "gettrace": threads.gettrace,
            "setprofile": threads.setprofile,
            "getprofile": threads.getprofile,
            "settrace_all_threads": threads.settrace,
            "setprofile_all_threads": threads.setprofile,
        },
    )
    queues_module = _copy(
        real_queue,
        {
            "Queue": queues.Queue,
            "LifoQueue": queues.LifoQueue,
            "PriorityQueue": queues.PriorityQueue,
            "SimpleQueue": queues.SimpleQueue,
        },
    )
    futures_module = _copy(
        concurrent.futures,
        {
            "Future": futures.Future,
            "Executor": pool.Executor,
            "ThreadPoolExecutor": pool.ThreadPoolExecutor,
            "wait": futures.wait,
            "as_completed": futures.as_completed,
            "ProcessPoolExecutor": NoProcesses,
            "InterpreterPoolExecutor": NoProcesses,
            "__getattr__": None,
        },
    )
    pool_module = _copy(concurrent.futures.thread, {"ThreadPoolExecutor": pool.ThreadPoolExecutor})
    vars(futures_module)["thread"] = pool_module
    del vars(futures_module)["__getattr__"]  # it imports more of the real package
    package = _copy(concurrent, {"futures": futures_module})
    time_module = _copy(real_time, {})
    clock.install(time_module)
    tools = _copy(
        functools,
        {
            "lru_cache": caches.lru_cache,
            "cache": caches.cache,
            "cached_property": caches.cached_property,
        },
    )
    return {
        "functools": tools,
        "_thread": low,
        "threading": high,
        "queue": queues_module,
        "concurrent": package,
        "concurrent.futures": futures_module,
        "concurrent.futures.thread": pool_module,
        "time": time_module,
        **across.stand_ins(_copy, _refuse),
    }


def _refuse(what: str) -> Callable[..., Any]:
    def refused(*_args: Any, **_kwargs: Any) -> Any:
        execution = rt.execution
        if execution is None:
            raise UnsupportedError(what)
        execution.finish("unsupported", what)
        raise Abort

    return refused


def _exit(code: int) -> None:
    """``os._exit``: ends the program of the execution, not the explorer."""
    execution = rt.execution
    if execution is not None:
        execution.exit_code = code
        execution.finish("exit", f"os._exit({code!r})")
        raise Abort


class Installed:
    """Context manager: the stand-ins are in place, and everything is put back after."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.saved: dict[str, ModuleType | None] = {}
        self.patched: list[tuple[Any, str, Any]] = []
        self.made: dict[str, ModuleType] = {}
        self.contents: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Installed:
        made = fresh()
        self.made = made
        self.contents = {name: dict(vars(module)) for name, module in made.items()}
        for name, module in made.items():
            self.saved[name] = sys.modules.get(name)
            sys.modules[name] = module
        self._patch(os, "_exit", _exit)
        for name in ("fork", "forkpty", "posix_spawn", "posix_spawnp", "system", "popen"):
            if hasattr(os, name):
                self._patch(os, name, _refuse(f"it starts a process (os.{name})"))
        for name in ("start_new_thread", "_start_new_thread"):
            if hasattr(real_threading, name):
                self._patch(real_threading, name, _refuse("a library starts a thread of its own"))
        if hasattr(real_threading, "_start_joinable_thread"):
            self._patch(
                real_threading,
                "_start_joinable_thread",
                _refuse("a library starts a thread of its own"),
            )
        counter = [self.seed]

        def urandom(size: int) -> bytes:
            counter[0] += 1
            return random.Random(counter[0]).randbytes(size)

        self._patch(os, "urandom", urandom)
        random.seed(self.seed)
        return self

    def _patch(self, owner: Any, name: str, value: Any) -> None:
        self.patched.append((owner, name, getattr(owner, name)))
        setattr(owner, name, value)

    def patched_names(self) -> list[str]:
        """Return what the program has replaced in the stand-ins, by its names."""
        found = []
        for cls, space in PRISTINE:
            now = dict(vars(cls))
            if now == space:
                continue
            found += [
                f"{cls.__name__}.{name}"
                for name in sorted(set(now) | set(space))
                if now.get(name, MISSING) is not space.get(name, MISSING)
                and isinstance(space.get(name), METHODS)
            ]
        for name, module in self.made.items():
            before = self.contents[name]
            if sys.modules.get(name) is not module:
                found.append(name)
            if vars(module) == before:
                continue
            found += [
                f"{name}.{key}"
                for key, value in before.items()
                if isinstance(value, METHODS)
                and "excepthook" not in key
                and vars(module).get(key, MISSING) is not value
            ]
        return found

    def __exit__(self, *exc_info: Any) -> None:
        for name, module in self.saved.items():
            if module is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module
        for cls, space in PRISTINE:
            if dict(vars(cls)) != space:
                mend(cls, space)
        for owner, name, value in reversed(self.patched):
            setattr(owner, name, value)

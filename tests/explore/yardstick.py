"""CPython's own tests for threads, locks, queues and executors, run on the controlled modules.

The text of the standard library's test file is the student's module, so its `import threading` is
the controlled one. Each test class is one exploration of one execution: the schedule that nobody
disturbs. What those files take from `test.support` to watch the real threads of the process (how
many run, whether they ended in time) is replaced by stand-ins, since a controlled thread is watched
by the explorer; nothing else in them is changed.
"""

import importlib.util
import re
import unittest
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType

from tests.explore.running import explore_text

MISSING = (
    "CPython's own tests are not installed: the `test` package is missing. "
    "On Debian and Ubuntu install libpython3-testsuite; pyenv and python.org builds have it."
)

STAND_INS = '''
from concurrent.futures import Future
import contextlib as _contextlib
import unittest as _unittest


class threading_helper:
    """What `test.support.threading_helper` does for real threads."""

    requires_working_threading = staticmethod(
        lambda *, module=False: None if module else (lambda test: test)
    )
    threading_setup = staticmethod(lambda: (0, 0))
    threading_cleanup = staticmethod(lambda *values: None)
    reap_threads = staticmethod(lambda test: test)
    wait_threads_exit = staticmethod(lambda timeout=None: _contextlib.nullcontext())
    join_thread = staticmethod(lambda thread, timeout=None: thread.join())

    @staticmethod
    @_contextlib.contextmanager
    def start_threads(threads, unlock=None):
        threads = list(threads)
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            if unlock:
                unlock()
            for thread in threads:
                thread.join()


def _sleeping_retry(timeout, *args, **kwargs):
    import time

    while True:
        yield
        time.sleep(0.01)


class _Support:
    """`test.support`, with waits on the controlled clock."""

    sleeping_retry = busy_retry = staticmethod(_sleeping_retry)
    reap_children = staticmethod(lambda: None)

    def __getattr__(self, name):
        from test import support

        return getattr(support, name)


support = _Support()


class import_helper:
    import_fresh_module = staticmethod(
        lambda name, blocked=(), fresh=(): __import__(name, fromlist=["x"])
    )
'''

RUNNER = """
import unittest


def run(student, cls, methods):
    verdicts = {}
    for method in methods:
        result = unittest.TestResult()
        getattr(student, cls)(method).run(result)
        problems = [text[-1500:] for _, text in result.errors + result.failures]
        skipped = ["skipped: " + reason for _, reason in result.skipped]
        verdicts[method] = (problems + skipped + ["passed"])[0]
    return verdicts
"""

LOCK_CLASSES = """
import threading


class TheLockTests(LockTests):
    locktype = staticmethod(threading.Lock)


class TheRLockTests(RLockTests):
    locktype = staticmethod(threading.RLock)


class TheEventTests(EventTests):
    eventtype = staticmethod(threading.Event)


class TheConditionTests(ConditionTests):
    condtype = staticmethod(threading.Condition)


class TheConditionAsRLockTests(RLockTests):
    locktype = staticmethod(threading.Condition)


class TheSemaphoreTests(SemaphoreTests):
    semtype = staticmethod(threading.Semaphore)


class TheBoundedSemaphoreTests(BoundedSemaphoreTests):
    semtype = staticmethod(threading.BoundedSemaphore)


class TheBarrierTests(BarrierTests):
    barriertype = staticmethod(threading.Barrier)
"""


SIMPLE_QUEUE_CLASS = """
class TheSimpleQueueTest(BaseSimpleQueueTest, unittest.TestCase):
    queue = py_queue

    def setUp(self):
        self.type2test = self.queue.SimpleQueue
        super().setUp()
"""


@dataclass(frozen=True, eq=False)
class Suite:
    """One test file: its parts in order, what is added to it, and what is left out and why."""

    name: str
    parts: tuple[str, ...]
    classes: tuple[str, ...]
    added: str = ""
    without_classes: dict[str, str] = field(default_factory=dict)
    without_methods: dict[str, str] = field(default_factory=dict)


def suite_path(part: str) -> Path | None:
    """The file of a part, such as `test/lock_tests.py`; None when this Python has no such file."""
    spec = importlib.util.find_spec("test")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(MISSING)
    path = Path(next(iter(spec.submodule_search_locations))) / part
    return path if path.exists() else None


@cache
def text(suite: Suite) -> str:
    """The student's module: stand-ins, the parts without their imports of each other, additions."""
    texts = [STAND_INS]
    for part in suite.parts:
        path = suite_path(part)
        assert path is not None, part
        texts.append(_stood_in(path.read_text()))
    return "\n".join([*texts, suite.added])


def _stood_in(source: str) -> str:
    """Leave out the imports that the stand-ins or an earlier part have already answered."""
    names = r"(?:threading_helper|import_helper|support)"
    source = re.sub(rf"^from test(?:\.support)? import {names}$", "", source, flags=re.M)
    source = re.sub(
        r"^from test\.support import threading_helper,",
        "from test.support import",
        source,
        flags=re.M,
    )
    # They take Future from the private `_base`; the one to be tested has the public name.
    source = re.sub(r"\bFINISHED,\s+Future\b", "FINISHED", source)
    source = re.sub(r"^from \.\w+ import (?:\([^)]*\)|.*)$", "", source, flags=re.M)
    return re.sub(r"^from __future__ .*$", "", source, flags=re.M)


@cache
def plain_module(suite: Suite) -> ModuleType:
    """The same text on the real modules: only to list the test methods, never to run them."""
    module = ModuleType(suite.name)
    exec(compile(text(suite), suite.name, "exec"), vars(module))
    return module


def methods(suite: Suite, cls: str) -> list[str]:
    """The test methods of a class, but those left out one by one."""
    names = unittest.defaultTestLoader.getTestCaseNames(getattr(plain_module(suite), cls))
    return [
        name
        for name in names
        if f"{cls}.{name}" not in suite.without_methods and name not in suite.without_methods
    ]


def run_class(suite: Suite, cls: str) -> dict[str, str]:
    """For each test method `passed`, `skipped: why`, or what went wrong."""
    result = explore_text(
        text(suite),
        RUNNER,
        params={"cls": cls, "methods": methods(suite, cls)},
        executions=1,
        steps=2_000_000,
        timeouts="late",
        run_on_steps=20_000,
    )
    outcomes = result["outcomes"]
    if not outcomes or outcomes[0]["kind"] != "returned":
        why = result["load_error"] or result["nondeterminism"] or outcomes[0]
        return {"all": f"not run: {why}"}
    verdicts: dict[str, str] = outcomes[0]["value"]
    return verdicts

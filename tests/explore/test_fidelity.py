"""The controlled modules pass CPython's own tests of the modules they stand in for."""

import pytest

from tests.explore.yardstick import Suite, run_class
from tests.explore.yardstick_suites import LOCKS, QUEUES, THREADING, suites

CLASSES = [(suite, cls) for suite in suites() for cls in suite.classes]


@pytest.mark.parametrize(("suite", "cls"), CLASSES, ids=[f"{s.name}-{c}" for s, c in CLASSES])
def test_the_controlled_modules_pass_cpython_s_own_tests(suite: Suite, cls: str) -> None:
    verdicts = run_class(suite, cls)
    assert verdicts
    bad = {n: v for n, v in verdicts.items() if v != "passed" and not v.startswith("skipped")}
    assert bad == {}


def test_this_python_has_cpython_s_tests_of_locks_threads_and_queues() -> None:
    assert {LOCKS.name, THREADING.name, QUEUES.name} <= {suite.name for suite in suites()}

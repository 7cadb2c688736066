"""What is prepared for jobs to come makes them faster, and changes nothing that they say."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from grader.sandbox import Outlook, RunStatus, policy
from grader.sandbox.outlook import worth_loading

RACE = """
import threading
class Counter:
    def __init__(self):
        self.value = 0
    def add(self):
        self.value += 1
"""
DRIVER = """
import threading
def f(student):
    counter = student.Counter()
    threads = [threading.Thread(target=counter.add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return counter.value
"""
THRESHOLD = "/proc/sys/net/ipv4/tcp_pingpong_thresh"


def explored(result: Any) -> Any:
    return msgspec.structs.replace(result.answer, nonce="") if result.answer else result.stderr


def outlook(scenarios: str = DRIVER) -> Outlook:
    return Outlook(module="task", scenarios=scenarios, explores=True)


@pytest.mark.parametrize(
    "source",
    [
        RACE,
        "def broken(:\n",
        "return 5\n",
        RACE + "if RACE is 'x': pass\n",  # a warning of the compiler
        "import no_such_module\n" + RACE,
        "#" * 100_000 + "\n" + "(" * 300 + ")" * 300 + "\n",
        "x = " + "-" * 50_000 + "1\n",
    ],
)
def test_an_exploration_says_the_same_when_it_was_compiled_beforehand(
    start: Any, run: Any, source: str
) -> None:
    """Outcomes, witnesses, errors and what was printed do not depend on it."""
    alone = run(start(source), DRIVER, mode="explore")
    prepared = run(start(source, outlook=outlook()), DRIVER, mode="explore")
    assert prepared.status is alone.status
    assert explored(prepared) == explored(alone)


def test_other_scenarios_than_those_expected_are_compiled_for_themselves(
    start: Any, run: Any
) -> None:
    """What was compiled beforehand is used for these very texts only."""
    keeper = start(RACE, outlook=outlook("def f(student):\n    return 'another'\n"))
    found = run(keeper, DRIVER, mode="explore").answer.value
    assert sorted(outcome["value"] for outcome in found["outcomes"]) == [1, 2]


def test_a_run_does_not_change_what_was_compiled(start: Any, run: Any) -> None:
    """Student code that rewrites the code of its own functions does so in its own process."""
    source = RACE + (
        "def spoil():\n"
        "    Counter.add.__code__ = (lambda self: None).__code__\n"
        "    import sys\n"
        "    for module in list(sys.modules.values()):\n"
        "        if hasattr(module, 'unpack'):\n"
        "            module.unpack = None\n"
    )
    keeper = start(source, outlook=outlook())
    before = explored(run(keeper, DRIVER, mode="explore"))
    run(keeper, "def f(student):\n    student.spoil()\n    return 1\n")
    assert explored(run(keeper, DRIVER, mode="explore")) == before


def test_modules_are_loaded_in_advance_where_a_text_speaks_of_them() -> None:
    """A word anywhere will do: what it is for is not asked."""
    names = ["math", "multiprocessing.pool", "multiprocessing.queues", "uuid"]
    spared = {"multiprocessing": "multiprocessing", "uuid": "uuid"}
    assert worth_loading(names, spared, ["import math"]) == ["math"]
    assert worth_loading(names, spared, ["x = 1", "from multiprocessing import Pool"]) == names[:3]


@pytest.mark.parametrize("module", sorted(policy.ON_DEMAND))
def test_a_module_that_nobody_spoke_of_can_be_imported_all_the_same(
    start: Any, run: Any, module: str
) -> None:
    """Only later, and by the child that wants it."""
    parts = ", ".join(repr(part) for part in module.split("."))
    source = f"def attack():\n    return __import__('.'.join([{parts}])).__name__\n"
    keeper = start(source, outlook=msgspec.structs.replace(outlook(), explores=False))
    assert run(keeper).answer.value == module.partition(".")[0]


def test_connections_inside_are_acknowledged_at_once(start: Any, run: Any) -> None:
    """The setting is the sandbox's own: this machine's stays as it was."""
    with open(THRESHOLD, encoding="ascii") as file:
        before = file.read()
    keeper = start(f"def attack():\n    return open('{THRESHOLD}').read().strip()\n")
    assert run(keeper).answer.value == "255"
    with open(THRESHOLD, encoding="ascii") as file:
        assert file.read() == before


def test_a_run_may_end_once_nothing_more_can_happen(start: Any, run: Any) -> None:
    """Where every thread sleeps for ever, the limit need not be waited for; stacks are told."""
    source = (
        "import threading\n"
        "def attack():\n"
        "    thread = threading.Thread(target=threading.Event().wait)\n"
        "    thread.start()\n"
        "    thread.join()\n"
    )
    keeper = start(source)
    result = run(keeper, soft=600.0, until_still=True)
    assert result.status is RunStatus.TIMEOUT
    assert "in attack" in result.stacks


@pytest.mark.parametrize(
    "body",
    [
        "time.sleep(0.5)",
        "sum(range(3_000_000))",
        "subprocess.run(['sleep', '0.5'])",
        "threading.Event().wait(0.5)",
        "print('x' * 300_000)",
    ],
)
def test_a_run_that_goes_on_by_itself_is_not_still(start: Any, run: Any, body: str) -> None:
    """Who sleeps until a time, computes, waits for another process or for a reader goes on."""
    source = f"import subprocess, threading, time\ndef attack():\n    {body}\n    return 'done'\n"
    assert run(start(source), until_still=True).answer.value == "done"

"""What the search promises: few executions, the same ones always, replays that fit."""

import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from grader.checks.explain import explain
from grader.student.explore import Options, Source, explore, explorer, replay

COUNTER = """
import threading

class Counter:
    def __init__(self):
        self.value = 0
        self.lock = threading.Lock()

    def add(self):
        {guard}
            self.value += 1
"""

DRIVE = """
from grader.student.together import together

def run(student, threads=2):
    counter = student.Counter()
    together(*[counter.add] * threads)
    return counter.value
"""


def sources(text: str, scenario: str = DRIVE) -> tuple[Source, Source]:
    return Source(text, "student.py", "student"), Source(scenario, "scenario.py", "scenario")


def explored(
    text: str, scenario: str = DRIVE, params: Any = None, **options: Any
) -> dict[str, Any]:
    return explore(*sources(text, scenario), "run", params or {}, Options.from_dict(options))


RACY = COUNTER.format(guard="if True:")
LOCKED = COUNTER.format(guard="with self.lock:")


@pytest.mark.parametrize(("threads", "executions"), [(2, 2), (3, 6)])
def test_locked_increments_need_one_execution_per_order_of_the_lock(
    threads: int, executions: int
) -> None:
    """n threads that take one lock once have n! classes of schedules."""
    result = explored(LOCKED, params={"threads": threads})
    assert result["exhausted"]
    assert executions == result["executions"]
    assert [threads] == [outcome["value"] for outcome in result["outcomes"]]


def test_unlocked_increments_lose_updates() -> None:
    """Both outcomes are found, and the witness says why."""
    result = explored(RACY)
    assert [outcome["value"] for outcome in result["outcomes"]] == [2, 1]
    explanation = explain(result["outcomes"][1])
    assert explanation.pattern == "lost update"
    assert "both read 0 (line 11) before either wrote 1 (line 11)" in explanation.sentence


def test_the_reduction_loses_no_outcome() -> None:
    """DPOR and the search without reduction see the same values."""
    full = explored(RACY, strategy="dfs", executions=5000)
    assert full["exhausted"]
    values = {outcome["value"] for outcome in full["outcomes"]}
    assert values == {outcome["value"] for outcome in explored(RACY)["outcomes"]}


def test_everything_is_the_same_on_the_second_run() -> None:
    """Executions, outcomes, schedules and witnesses."""
    assert explored(RACY, params={"threads": 3}) == explored(RACY, params={"threads": 3})


def test_a_witness_replays_a_hundred_times() -> None:
    """Same schedule, same steps, same outcome."""
    found = explored(RACY)["outcomes"][1]
    for _ in range(100):
        again = replay(*sources(RACY), "run", {}, Options(), found["schedule"])
        assert found["witness"] == again["witness"]
        assert found["value"] == again["value"]


def test_opposite_lock_order_is_explained_with_both_sites() -> None:
    """A deadlock names the locks, where they were made and where they are awaited."""
    student = """
import threading
a = threading.Lock()
b = threading.Lock()

def one():
    with a:
        with b:
            pass

def two():
    with b:
        with a:
            pass
"""
    scenario = """
from grader.student.together import together

def run(student):
    together(student.one, student.two)
"""
    outcomes = explored(student, scenario)["outcomes"]
    deadlock = next(outcome for outcome in outcomes if outcome["kind"] == "deadlock")
    explanation = explain(deadlock)
    assert explanation.pattern == "lock-order cycle"
    assert {("student.py", 8), ("student.py", 13)} == set(explanation.lines)
    assert "made at line 3" in explanation.sentence
    assert "made at line 4" in explanation.sentence


POLLING = """
import threading, time

class Box:
    def __init__(self):
        self.items = []
        self.lock = threading.Lock()

    def get(self, {parameters}):
        {begin}
        while True:
            with self.lock:
                if self.items:
                    return self.items.pop()
            {give_up}
            time.sleep(0.01)
"""
PATIENT = POLLING.format(
    parameters="timeout",
    begin="start = time.monotonic()",
    give_up="if time.monotonic() - start >= timeout: raise TimeoutError",
)
ENDLESS = POLLING.format(parameters="timeout", begin="pass", give_up="pass")
ALONE = """
def run(student):
    try:
        return student.Box().get(30)
    except TimeoutError:
        return "gave up"
"""


@pytest.mark.parametrize("timeouts", ["any", "late"])
def test_a_thread_that_polls_alone_up_to_its_own_deadline_gets_there(timeouts: str) -> None:
    result = explored(PATIENT, ALONE, timeouts=timeouts)
    assert [(outcome["kind"], outcome["value"]) for outcome in result["outcomes"]] == [
        ("returned", "gave up")
    ]


def test_a_thread_that_polls_alone_for_ever_is_a_livelock() -> None:
    result = explored(ENDLESS, ALONE)
    assert [outcome["kind"] for outcome in result["outcomes"]] == ["livelock"]


NOISY = """
class Counter:
    def __init__(self):
        self.value = 0
    def add(self):
        {noise}
        self.value += 1
""".format(noise="\n        ".join(f"self.a{n} = getattr(self, 'a{n}', 0) + 1" for n in range(60)))
TWO_ADD = """
import threading
def run(s):
    counter = s.Counter()
    threads = [threading.Thread(target=counter.add) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return counter.value
"""


def test_no_budget_ends_before_every_schedule_with_one_preemption_was_run() -> None:
    """An error does not get lost among many places at which threads meet."""
    result = explored(NOISY, TWO_ADD, executions=60, tail=0)
    assert {outcome["value"] for outcome in result["outcomes"]} == {1, 2}
    assert result["executions"] > 60
    assert result["shallow"] == 0


def test_schedules_with_one_preemption_that_are_too_many_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So that nobody takes it for a pass."""
    monkeypatch.setattr(explorer, "MORE_STEPS", 0)
    result = explored(NOISY, TWO_ADD, executions=20, tail=0)
    assert result["shallow"] > 0
    assert not result["exhausted"]


def test_a_thread_that_spins_on_a_container_of_objects_is_parked_until_it_changes() -> None:
    """What is inside can't be compared, so it counts whether somebody wrote to it."""
    for empty in ("[]", "{}", "set()", "collections.deque()"):
        student = (
            "import collections\n"
            "class Lock:\n"
            f"    def __init__(self): self.held = {empty}\n"
            "    def take(self):\n"
            "        while self.held: pass\n"
            "        add = getattr(self.held, 'append', None) or getattr(self.held, 'add', None)\n"
            "        add(object()) if add else self.held.update(me=object())\n"
            "    def give(self): self.held.clear()\n"
        )
        scenario = (
            "import threading\n"
            "def run(s):\n"
            "    lock, inside, most = s.Lock(), [], [0]\n"
            "    def work():\n"
            "        lock.take(); inside.append(1)\n"
            "        most[0] = max(most[0], len(inside))\n"
            "        inside.pop(); lock.give()\n"
            "    threads = [threading.Thread(target=work) for _ in range(2)]\n"
            "    [thread.start() for thread in threads]\n"
            "    [thread.join() for thread in threads]\n"
            "    return most[0]\n"
        )
        result = explored(student, scenario)
        outcomes = {(outcome["kind"], outcome["value"]) for outcome in result["outcomes"]}
        assert outcomes == {("returned", 1), ("returned", 2)}, empty


def test_an_endless_loop_ends_at_the_step_limit() -> None:
    """Also without a visible operation."""
    result = explored("def spin():\n    while True:\n        pass\n", "def run(s):\n    s.spin()\n")
    assert [outcome["kind"] for outcome in result["outcomes"]] == ["step_limit"]


def test_a_process_is_reported_not_judged() -> None:
    """What the explorer can't control makes the result inconclusive."""
    result = explored("import os\n\ndef go():\n    os.fork()\n", "def run(s):\n    s.go()\n")
    assert result["nondeterminism"] is not None
    assert "process" in result["nondeterminism"]["reason"]


def test_a_module_that_cannot_be_loaded_is_a_load_error() -> None:
    """With the line."""
    assert explored("def (:\n")["load_error"]["type"] == "SyntaxError"
    assert explored("x = 1 / 0\n")["load_error"]["traceback"][0]["line"] == 1


def test_an_observation_that_is_not_json_is_a_clear_error() -> None:
    """The scenario's author learns what is wrong."""
    (outcome,) = explored("", "def run(s):\n    return object()\n")["outcomes"]
    assert outcome["error"]["type"] == "ObservationError"


def test_nothing_is_said_when_the_interpreter_ends():
    """The audit hook is still called when its module is gone already."""
    script = textwrap.dedent(
        """
        import sys
        import grader
        from grader.student.explore import foreign
        from tests.explore.running import explore_text

        class Late:
            def __del__(self, open=open):
                open("/dev/null").close()

        found = explore_text("def f(): return 1", "def run(student): return student.f()")
        print(found["outcomes"][0]["value"])
        # Modules that somebody still refers to are emptied one by one, the last imported first.
        grader.late = Late()
        sys.kept = grader, foreign
        """
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("1\n", "")

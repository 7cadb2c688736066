"""The three engines of the comparison, each asked the same question about one case.

Every engine answers with a `Verdict`: which kinds of bugs it saw, in what time, in how many
executions. `None` for kinds says that it gave no answer.
"""

import statistics
import sys
import time
import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.explorer.apart import HANG, Answer, apart
from tests.explore.programs import RIGHT, Case, kind_of, scenario_path
from tests.explore.programs import found as kinds_found
from tests.explore.running import explore_case


@dataclass(frozen=True)
class Verdict:
    kinds: frozenset[str] | None
    seconds: float
    executions: int = 0
    note: str = ""


def explorer(case: Case) -> Verdict:
    """This project's explorer with its default budget; it never sleeps, so CPU time is its time."""

    def work() -> Any:
        began = time.process_time()
        result = explore_case(case)
        seconds = time.process_time() - began
        kinds = kinds_found(case, result["outcomes"])
        return kinds, seconds, result["executions"], "exhausted" if result["exhausted"] else ""

    answer = apart(work, 120)
    if answer.value == HANG or isinstance(answer.value, Exception):
        return Verdict(None, answer.seconds, note=repr(answer.value))
    kinds, seconds, executions, note = answer.value
    return Verdict(kinds, seconds, executions, note)


def first_bug_at(case: Case, budget: int = 300) -> tuple[int, float]:
    """The smallest number of executions in which some bug of the case is seen, and its time."""
    low, high = 1, budget
    while low < high:
        middle = (low + high) // 2
        if kinds_found(case, explore_case(case, executions=middle)["outcomes"]):
            high = middle
        else:
            low = middle + 1
    began = time.process_time()
    explore_case(case, executions=low)
    return low, time.process_time() - began


def modules(case: Case) -> tuple[Any, Any]:
    """Scenario and student, freshly made, on the real `threading`."""
    made = []
    for path, name in (
        (scenario_path(case.program.topic), "scenarios"),
        (case.program.path, case.program.path.stem),
    ):
        module = types.ModuleType(name)
        exec(compile(path.read_text(), str(path), "exec"), vars(module))
        made.append(module)
    return made[0], made[1]


def as_outcome(value: Any, error: BaseException | None = None) -> dict[str, Any]:
    """An observation of a plain run, in the form of the explorer's outcomes."""
    return {
        "kind": "raised" if error else "returned",
        "value": value,
        "error": {"type": type(error).__name__} if error else None,
        "threads": [],
        "leaked": [],
    }


def once(case: Case) -> str:
    """The kind that one plain run with real threads shows."""
    scenarios, student = modules(case)
    try:
        value = getattr(scenarios, case.scenario.name)(student)
    except Exception as error:
        return kind_of(case, as_outcome(None, error))
    return kind_of(case, as_outcome(value))


def stress(case: Case, budget: float = 1.0) -> Verdict:
    """A loop of plain runs for one second, with the shortest switch interval."""

    def work() -> Any:
        sys.setswitchinterval(1e-6)
        kinds, runs, end = set(), 0, time.perf_counter() + budget
        while time.perf_counter() < end:
            kinds.add(once(case))
            runs += 1
        return kinds - {RIGHT}, runs

    answer = apart(work, budget + 4)
    if answer.value == HANG:
        return Verdict(frozenset({HANG}), answer.seconds, note="hang")
    if isinstance(answer.value, Exception):
        return Verdict(None, answer.seconds, note=repr(answer.value))
    kinds, runs = answer.value
    return Verdict(frozenset(kinds), answer.seconds, runs)


def frontrun(case: Case) -> Verdict:
    """The public library, on scenarios whose threads it is given (it controls no others)."""
    from benchmarks.explorer.with_frontrun import explore_with_frontrun

    answer: Answer = apart(lambda: explore_with_frontrun(case), 30)
    if answer.value == HANG:
        return Verdict(None, answer.seconds, note="no answer in 30 s")
    if isinstance(answer.value, Exception):
        kind = type(answer.value).__name__
        return Verdict(None, answer.seconds, note=f"{kind}: {answer.value}"[:90])
    kinds, runs = answer.value
    return Verdict(kinds, answer.seconds, runs)


ENGINES: dict[str, Callable[[Case], Verdict]] = {
    "explorer": explorer,
    "frontrun": frontrun,
    "stress": stress,
}


def median(numbers: list[float]) -> float:
    return statistics.median(numbers) if numbers else float("nan")

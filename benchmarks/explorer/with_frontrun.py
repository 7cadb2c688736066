"""Asks `frontrun` about a case, when the case can be put as its question.

`frontrun` wants three functions: `setup` makes the state, workers run at once on it, `invariant`
looks at it afterwards. A scenario is one function with one call of `together` in the middle. So the
scenario runs in a thread of its own that is put to sleep inside `together`: up to there it is the
setup, the callables are the workers, and the rest of it, with their results, is the invariant.

A scenario without `together` (the student's code starts the threads) can't be put that way.
"""

import _thread
import os
from collections.abc import Callable
from typing import Any

from grader.student.together import Result
from tests.explore.programs import RIGHT, Case, kind_of

# Taken before frontrun replaces what it finds in `threading`.
allocate, start = _thread.allocate_lock, _thread.start_new_thread


class NotExpressibleError(Exception):
    """The scenario hands over no callables."""


class Halved:
    """A scenario that stops at its first `together` and goes on when told the results."""

    def __init__(self, case: Case, modules: tuple[Any, Any]) -> None:
        self.case = case
        self.scenarios, self.student = modules
        self.at_together, self.go_on, self.ended = allocate(), allocate(), allocate()
        for lock in (self.at_together, self.go_on, self.ended):
            lock.acquire()
        self.callables: tuple[Callable[[], Any], ...] = ()
        self.results: list[Result] = []
        self.value: Any = None
        self.error: BaseException | None = None
        self.scenarios.together = self.together
        start(self.run, ())
        self.at_together.acquire()

    def together(self, *callables: Callable[[], Any]) -> list[Result]:
        if self.callables:
            return [attempt(call) for call in callables]
        self.callables = callables
        self.results = [Result(None, None) for _ in callables]
        self.at_together.release()
        self.go_on.acquire()
        return self.results

    def run(self) -> None:
        try:
            self.value = getattr(self.scenarios, self.case.scenario.name)(self.student)
        except BaseException as error:
            self.error = error
        if not self.callables:
            self.at_together.release()
        self.ended.release()

    def work(self, number: int) -> None:
        self.results[number] = attempt(self.callables[number])

    def finish(self) -> str:
        from benchmarks.explorer.engines import as_outcome

        self.go_on.release()
        self.ended.acquire()
        return kind_of(self.case, as_outcome(self.value, self.error))


def attempt(call: Callable[[], Any]) -> Result:
    try:
        return Result(call(), None)
    except Exception as error:
        return Result(None, error)


def expressible(case: Case) -> bool:
    """Whether the text of the scenario hands callables to `together`, and wants no `some`."""
    import inspect

    from benchmarks.explorer.engines import modules

    function = getattr(modules(case)[0], case.scenario.name)
    return (
        "together" in function.__code__.co_names
        and not case.scenario.some
        and bool(inspect.signature(function).parameters)
    )


def explore_with_frontrun(case: Case, patience: float = 1.0) -> tuple[frozenset[str], int]:
    """The kinds of bugs that frontrun sees, and how many interleavings it ran.

    ``patience`` is how many seconds a run may stand still before it counts as a deadlock.
    """
    # What its command-line starter sets; its wrapper around libc is of no use here (no I/O).
    os.environ["FRONTRUN_ACTIVE"] = "1"
    import frontrun

    from benchmarks.explorer.engines import modules

    if not expressible(case):
        raise NotExpressibleError(case.id)
    count = len(Halved(case, modules(case)).callables)
    kinds: set[str] = set()

    def right(state: Halved) -> bool:
        kind = state.finish()
        if kind != RIGHT:
            kinds.add(kind)
        return kind == RIGHT

    result = frontrun.explore(
        setup=lambda: Halved(case, modules(case)),
        workers=[lambda state, n=n: state.work(n) for n in range(count)],
        invariant=right,
        clock="virtual",
        max_executions=300,
        preemption_bound=None,
        timeout_per_run=2 * patience,
        deadlock_timeout=patience,
        total_timeout=20 * patience,
        reproduce_on_failure=0,
        stop_on_first=False,
        detect_io=False,
    )
    if not result.property_holds and not kinds:
        kinds.add("deadlock" if "eadlock" in str(result.explanation) else "other")
    return frozenset(kinds), result.num_explored

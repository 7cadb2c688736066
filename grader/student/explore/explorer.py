"""The loop: runs schedules until none is left or the budget is spent, and collects outcomes."""

from __future__ import annotations

import contextlib
import gc
import json
import random
from collections.abc import Iterator
from typing import Any

from grader.student.explore.dfs import Dfs
from grader.student.explore.dpor import Dpor
from grader.student.explore.options import Options, Source
from grader.student.explore.pct import Pct
from grader.student.explore.prepared import Prepared
from grader.student.explore.program import Ended, Program
from grader.student.explore.replaying import Replay
from grader.student.explore.strategy import Strategy
from grader.student.explore.walk import Walk

# Bound before the program can patch the module.
_write_json = json.JSONEncoder(sort_keys=True).encode
LARGEST = 900_000  # characters of a result; the wire takes 1 MiB
LARGEST_WALK = 600_000
# Schedules with one preemption at most are run beyond the budget: up to so many times the budget of
# executions, or so many executions where that is more, and so many steps of all of them together.
MORE = 3
MORE_EXECUTIONS = 400
MORE_STEPS = 250_000


class Found:
    """One distinct outcome, and the best schedule that leads to it."""

    def __init__(self, ended: Ended) -> None:
        self.count = 0
        self.preemptions = -1
        self.schedule: list[int] = []
        self.ended = ended

    def add(self, ended: Ended) -> None:
        """Count an execution; keep its schedule if it has fewer preemptions, or fewer steps."""
        self.count += 1
        execution = ended.execution
        better = (execution.preemptions, len(execution.trace))
        if self.preemptions < 0 or better < (self.preemptions, len(self.schedule)):
            self.preemptions = execution.preemptions
            self.schedule = [tid for tid, _op in execution.trace]
            self.ended = ended


def outcome_key(ended: Ended) -> str:
    """Return what makes an outcome distinct from another."""

    def brief(error: dict[str, Any] | None) -> Any:
        return error and [error["type"], error["message"]]

    return _write_json(
        [
            ended.kind,
            ended.value,
            brief(ended.error),
            [[t["name"], brief(t["error"])] for t in ended.threads],
            ended.execution.leaked,
        ]
    )


def outcome_dict(found: Found, witness: dict[str, Any] | None) -> dict[str, Any]:
    """Return an outcome as JSON-able data."""
    ended = found.ended
    return {
        "kind": ended.kind,
        "value": ended.value,
        "error": ended.error,
        "threads": ended.threads,
        "leaked": ended.execution.leaked,
        "daemons_alive": ended.execution.daemons_alive,
        "count": found.count,
        "preemptions": found.preemptions,
        "schedule": found.schedule,
        "witness": witness,
    }


class Explorer:
    """Explores one program."""

    def __init__(self, program: Program, options: Options) -> None:
        self.program = program
        self.options = options
        self.outcomes: dict[str, Found] = {}
        self.executions = 0
        self.steps = 0
        self.exhausted = False
        self.truncated = False
        self.shallow = 0
        self.trouble: dict[str, Any] | None = None
        self.load_error: dict[str, Any] | None = program.load_error

    def run(self) -> dict[str, Any]:
        """Explore and return the result."""
        options = self.options
        outcomes: list[dict[str, Any]]
        if self.load_error is None:
            gc.freeze()  # so that collections between executions look at the program's things only
            try:
                if options.strategy == "walk":
                    outcomes = self._walk()
                elif options.strategy == "pct":
                    self._spend(Pct(options.seed, options.pct_depth), options.executions)
                elif options.strategy == "dfs":
                    self._spend(Dfs(options.preemption_bound), options.executions)
                else:
                    tail = options.executions // options.tail if options.tail else 0
                    dpor = Dpor(options.preemption_bound)
                    self._spend(dpor, options.executions - tail)
                    self._spend_on_shallow(dpor)
                    if self._going() and not self.exhausted and dpor.heap:
                        until = max(options.executions, self.executions + tail)
                        self._spend(Pct(options.seed, options.pct_depth), until)
                if options.strategy != "walk":
                    outcomes = self._witnesses() if self.load_error is None else []
            finally:
                gc.unfreeze()
        else:
            outcomes = []
        result = {
            "executions": self.executions,
            "steps": self.steps,
            "exhausted": self.exhausted,
            "strategy": options.strategy,
            "seed": options.seed,
            "outcomes": outcomes,
            "nondeterminism": self.trouble,
            "load_error": self.load_error,
            "truncated": self.truncated,
            "shallow": self.shallow,
            "patched": sorted(self.program.patched)[:20],
        }
        return shrink(result)

    def _walk(self) -> list[dict[str, Any]]:
        """Run and record a few schedules; each is an outcome of its own."""
        strategy = Walk(self.program.sites, self.program.student.filename)
        results: list[dict[str, Any]] = []
        size = 0
        while self.executions < self.options.executions and strategy.begin():
            ended = self.program.execute(strategy, record=True)
            self.program.silent = True
            self.executions += 1
            if ended.load_error is not None or ended.kind in ("diverged", "unsupported", "fault"):
                break
            found = Found(ended)
            found.add(ended)
            witness = ended.witness or {}
            file = self.program.student.filename
            witness["steps"] = [step for step in witness["steps"] if step.get("file") == file]
            results.append(outcome_dict(found, witness))
            size += len(_write_json(results[-1]))
            if size > LARGEST_WALK:
                results.pop()
                break
        self.exhausted = strategy.exhausted
        return results

    def _going(self) -> bool:
        return self.trouble is None and self.load_error is None

    def _spend(self, strategy: Strategy, until: int) -> None:
        while self._going() and self.executions < until:
            if not strategy.begin():
                break
            ended = self.program.execute(strategy)
            self.program.silent = True
            self.executions += 1
            self.steps += ended.execution.steps
            if self.executions % 64 == 0:
                gc.collect()
            if not self._accept(ended):
                return
            strategy.end(ended.execution)
            ended.execution.forget()
        else:
            # The budget may end just when nothing is left.
            heap = getattr(strategy, "heap", None)
            if self._going() and heap is not None and not heap:
                strategy.begin()
        self.exhausted = strategy.exhausted and self._going()

    def _spend_on_shallow(self, dpor: Dpor) -> None:
        """Go on while a schedule with one preemption at most is left, within reason.

        Without those, that nothing was found says little: a program in which threads meet at very
        many places would hide an error at one of them.
        """
        most = max(MORE * self.options.executions, MORE_EXECUTIONS)
        while (
            self._going()
            and not self.exhausted
            and dpor.shallow()
            and self.executions < most
            and self.steps < MORE_STEPS
        ):
            self._spend(dpor, self.executions + 1)
        self.shallow = dpor.shallow() if self._going() else 0

    def _accept(self, ended: Ended) -> bool:
        """File one execution; False when the exploration can't go on."""
        if ended.load_error is not None:
            self.load_error = ended.load_error
            return False
        if ended.kind in ("diverged", "unsupported", "fault"):
            self._give_up(ended)
            return False
        if ended.execution.how == "pruned":
            return True
        key = outcome_key(ended)
        found = self.outcomes.get(key)
        if found is None:
            if len(self.outcomes) >= self.options.max_outcomes:
                self.truncated = True
                return True
            found = self.outcomes[key] = Found(ended)
        found.add(ended)
        return True

    def _give_up(self, ended: Ended) -> None:
        execution, known = ended.execution, self.program.lines
        place = self.program.sites.place(execution.reason_site) or next(
            (line for line in execution.reason_lines if line[0] in known), None
        )
        self.trouble = {
            "reason": execution.reason,
            "line": place[1] if place else None,
            "file": place[0] if place else None,
        }

    def _witnesses(self) -> list[dict[str, Any]]:
        results = []
        for key, found in self.outcomes.items():
            ended = self.program.execute(Replay(found.schedule), record=True)
            if self.trouble is None and (ended.kind == "diverged" or outcome_key(ended) != key):
                if not ended.execution.reason:
                    ended.execution.reason = "a replay of the same schedule ended differently"
                self._give_up(ended)
            results.append(outcome_dict(found, ended.witness))
        return results


def shrink(result: dict[str, Any]) -> dict[str, Any]:
    """Keep the result under the size of one frame: cut the longest witnesses."""
    for keep in (200, 60, 10, 0):
        if len(_write_json(result)) <= LARGEST:
            return result
        result["truncated"] = True
        for outcome in result["outcomes"]:
            witness = outcome["witness"]
            if witness and len(witness["steps"]) > keep:
                left_out = len(witness["steps"]) - keep
                witness["steps"] = [*witness["steps"][:keep], {"op": "...", "left_out": left_out}]
    while len(_write_json(result)) > LARGEST and result["outcomes"]:
        result["outcomes"].pop()
    return result


@contextlib.contextmanager
def kept_random() -> Iterator[None]:
    """Give the caller's ``random`` its state back; each execution seeds it."""
    state = random.getstate()
    try:
        yield
    finally:
        random.setstate(state)


def explore_program(
    student: Source,
    scenario: Source,
    function: str,
    params: dict[str, Any],
    options: Options,
    prepared: Prepared | None = None,
) -> dict[str, Any]:
    """Explore the schedules of ``scenario.function(student_module, **params)``.

    Args:
        student: the student's module.
        scenario: the module that drives it.
        function: which function of it.
        params: its further arguments, as JSON can hold them.
        options: how to explore.
        prepared: both texts, compiled already.
    """
    with kept_random():
        program = Program(student, scenario, function, params, options, prepared)
        return Explorer(program, options).run()


def replay_program(
    student: Source,
    scenario: Source,
    function: str,
    params: dict[str, Any],
    options: Options,
    schedule: list[int],
    prepared: Prepared | None = None,
) -> dict[str, Any]:
    """Run one execution under a recorded schedule and return its outcome."""
    program = Program(student, scenario, function, params, options, prepared)
    if program.load_error is not None:
        return {"kind": "load_error", "error": program.load_error}
    with kept_random():
        ended = program.execute(Replay(list(schedule)), record=True)
    found = Found(ended)
    found.add(ended)
    outcome = outcome_dict(found, ended.witness)
    if ended.kind in ("diverged", "unsupported", "fault"):
        outcome["error"] = {
            "type": ended.kind,
            "message": ended.execution.reason,
            "traceback": [],
        }
    return outcome

"""Runs the explorer on the corpus, once for each case in a process."""

import json
import sys
from functools import cache
from typing import Any

from grader.student.explore import Options, Source, explore, replay
from tests.explore.programs import Case, cases, scenario_path

DEFAULTS: dict[str, Any] = {
    "executions": 300,
    "steps": 20000,
    "timeouts": "any",
    "strategy": "dpor",
    "preemption_bound": None,
    "seed": 0,
    "max_outcomes": 64,
}


def options(**changed: Any) -> Options:
    return Options(**{**DEFAULTS, **changed})


def sources(case: Case) -> tuple[Source, Source]:
    student = Source(case.program.text, f"{case.program.path.stem}.py", case.program.path.stem)
    scenario = Source(scenario_path(case.program.topic).read_text(), "scenarios.py", "scenarios")
    return student, scenario


def explore_case(case: Case, **changed: Any) -> dict[str, Any]:
    student, scenario = sources(case)
    chosen = options(**{**case.options, **changed})
    return explore(student, scenario, case.scenario.name, {}, chosen)


def replay_case(case: Case, schedule: list[int], **changed: Any) -> dict[str, Any]:
    student, scenario = sources(case)
    chosen = options(**{**case.options, **changed})
    return replay(student, scenario, case.scenario.name, {}, chosen, schedule)


@cache
def explored(case_id: str) -> dict[str, Any]:
    """The result for a case with the default options, worked out once."""
    return explore_case(next(case for case in cases() if case.id == case_id))


def explore_text(
    student: str, scenario: str, function: str = "run", params: Any = None, **changed: Any
) -> dict[str, Any]:
    """Explore two texts that a test wrote itself."""
    return explore(
        Source(student, "student.py", "student"),
        Source(scenario, "scenarios.py", "scenarios"),
        function,
        params or {},
        options(**changed),
    )


def fingerprint(result: dict[str, Any]) -> str:
    """What must be the same in every run: costs, outcomes in their order, counts, schedules."""
    kept = ("kind", "value", "error", "count", "preemptions", "schedule")
    outcomes = [{key: outcome[key] for key in kept} for outcome in result["outcomes"]]
    costs = {key: result[key] for key in ("executions", "steps", "exhausted")}
    return json.dumps([costs, outcomes], sort_keys=True, default=repr)


def fingerprints(executions: int) -> dict[str, str]:
    """The fingerprint of every case with so many executions."""
    return {case.id: fingerprint(explore_case(case, executions=executions)) for case in cases()}


if __name__ == "__main__":
    json.dump(fingerprints(int(sys.argv[1])), sys.stdout)

"""Each witness is a schedule that shows its outcome again, every time."""

from typing import Any

import pytest

from tests.explore.programs import Case, cases, load
from tests.explore.running import explored, replay_case

TIMES = 100


def shown(outcome: dict[str, Any]) -> tuple[Any, ...]:
    keys = ("kind", "value", "error", "threads", "leaked", "preemptions", "witness")
    return tuple(outcome[key] for key in keys)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_every_witness_shows_its_outcome_again(case: Case) -> None:
    for outcome in explored(case.id)["outcomes"]:
        again = replay_case(case, outcome["schedule"])
        assert shown(outcome) == shown(again)


SAMPLE = [
    next(p for p in load() if p.topic == t).cases[0] for t in sorted({p.topic for p in load()})
]


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case.id)
def test_a_witness_shows_its_outcome_in_a_hundred_of_a_hundred_runs(case: Case) -> None:
    for outcome in explored(case.id)["outcomes"]:
        runs = [replay_case(case, outcome["schedule"]) for _ in range(TIMES)]
        assert [shown(outcome)] * TIMES == [shown(run) for run in runs]

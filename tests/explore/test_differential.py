"""The explorer's outcomes are those of an exhaustive search, no more and no fewer."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.explore import brute
from tests.explore.programs import Case, load
from tests.explore.random_programs import random_program
from tests.explore.running import explore_case, explore_text, explored

ENOUGH = 20_000


def as_outcome(outcome: dict[str, Any]) -> brute.Outcome:
    if outcome["kind"] != "returned":
        return (outcome["kind"],)
    variables, seen = outcome["value"]
    return tuple(variables), tuple(map(tuple, seen))


def explorer_outcomes(program: brute.Program, **changed: Any) -> set[brute.Outcome]:
    result = explore_text(
        brute.source(program),
        brute.SCENARIO,
        params={"threads": len(program.threads)},
        executions=ENOUGH,
        max_outcomes=ENOUGH,
        **changed,
    )
    assert result["exhausted"]
    return {as_outcome(outcome) for outcome in result["outcomes"]}


@pytest.mark.parametrize("block", range(20))
def test_random_programs_have_the_outcomes_of_every_interleaving(block: int) -> None:
    for seed in range(block * 5, block * 5 + 5):
        program = random_program(seed)
        assert brute.outcomes(program) == explorer_outcomes(program), brute.source(program)


@settings(max_examples=30, derandomize=True, deadline=None)
@given(st.integers(min_value=10**6, max_value=10**9))
def test_programs_that_hypothesis_draws_have_the_outcomes_of_every_interleaving(seed: int) -> None:
    program = random_program(seed)
    assert brute.outcomes(program) == explorer_outcomes(program), brute.source(program)


def observations(result: dict[str, Any]) -> set[str]:
    return {
        json.dumps([o["kind"], o["value"], o["error"]], sort_keys=True, default=repr)
        for o in result["outcomes"]
    }


SMALL = [p.cases[0] for p in load() if p.topic in ("counters", "check_then_act", "lazy", "memo")]
FEW = 8  # executions with reduction; more of them have too many without


@pytest.mark.parametrize("case", SMALL, ids=lambda case: case.id)
def test_small_programs_have_the_outcomes_of_a_search_without_reduction(case: Case) -> None:
    reduced = explored(case.id)
    if reduced["executions"] <= FEW:
        plain = explore_case(case, strategy="dfs", executions=200, max_outcomes=ENOUGH)
        assert observations(plain) <= observations(reduced)
        assert not plain["exhausted"] or observations(plain) == observations(reduced)

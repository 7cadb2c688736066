"""Outcomes of an exploration: wrong ones fail with a witness, doubtful ones decide nothing."""

from __future__ import annotations

from typing import Any

import pytest

from grader.checks.outcomes import Outcomes
from grader.checks.verdicts import CheckFailed, CheckInconclusive
from grader.model import Verdict


def answer(*outcomes: dict[str, Any], exhausted: bool = True, executions: int = 9) -> Any:
    return {"outcomes": list(outcomes), "exhausted": exhausted, "executions": executions}


def seen(value: Any) -> dict[str, Any]:
    return {"kind": "observation", "value": value, "count": 1, "witness": {"schedule": [0, 1]}}


def is_two(value: Any) -> bool:
    return value == 2


def test_always_holds_when_every_observation_does():
    """And the summary tells whether the space was exhausted."""
    outcomes = Outcomes(answer(seen(2)))
    assert outcomes.always(is_two, "the counter says {value}") is None
    assert outcomes.summary == "holds (all 9 schedules that matter)"
    assert Outcomes(answer(seen(2), exhausted=False)).summary == "held in 9 schedules"


def test_a_budget_that_ran_out_is_a_pass():
    """What held in every schedule that was run is passed."""
    assert Outcomes(answer(seen(2), exhausted=False)).always(is_two, "x") is None


def test_always_fails_with_the_witness_of_the_wrong_one():
    """The message may name the value; the witness is that of the wrong observation."""
    with pytest.raises(CheckFailed) as caught:
        Outcomes(answer(seen(2), seen(1))).always(
            is_two, "2 increments ran, the counter says {value}", because="both read 0"
        )
    assert caught.value.feedback == "2 increments ran, the counter says 1. Both read 0."
    assert caught.value.observed == "1"
    assert caught.value.witness == {"schedule": [0, 1]}


def test_never_is_the_opposite():
    """And a value of a hostile form, on which the condition trips, does not slip through."""
    outcomes = Outcomes(answer(seen(2), seen(None)))
    with pytest.raises(CheckFailed):
        outcomes.never(is_two, "x")
    with pytest.raises(CheckFailed):
        outcomes.never(lambda value: value["lost"] > 3, "x")


def test_some_needs_one():
    """Fails only when every schedule was run."""
    assert Outcomes(answer(seen(1), seen(2))).some(is_two, "never two") is None
    with pytest.raises(CheckFailed, match="Never two"):
        Outcomes(answer(seen(1))).some(is_two, "Never two")
    with pytest.raises(CheckInconclusive):
        Outcomes(answer(seen(1), exhausted=False)).some(is_two, "never two")


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("deadlock", Verdict.DEADLOCK),
        ("livelock", Verdict.FAILED),
        ("exception", Verdict.FAILED),
        ("leaked", Verdict.FAILED),
        ("hang", Verdict.TIMEOUT),
        ("something_new", Verdict.FAILED),
    ],
)
def test_what_goes_wrong_by_itself_fails_the_check(kind, verdict):
    """Unless the author allows it."""
    with pytest.raises(CheckFailed) as caught:
        Outcomes(answer(seen(2), {"kind": kind}))
    assert caught.value.verdict is verdict
    assert Outcomes(answer(seen(2), {"kind": kind}), allow={kind}).values == [2]


@pytest.mark.parametrize("kind", ["step_limit", "nondeterminism"])
def test_doubt_decides_nothing_unless_a_wrong_outcome_was_found(kind):
    """A right-looking exploration is inconclusive; a witness proves a wrong one all the same."""
    with pytest.raises(CheckInconclusive):
        Outcomes(answer(seen(2), {"kind": kind})).always(is_two, "x")
    with pytest.raises(CheckFailed):
        Outcomes(answer(seen(1), {"kind": kind})).always(is_two, "x")


def test_no_outcome_at_all_is_no_pass():
    """Nothing was seen, so nothing was shown to be right."""
    with pytest.raises(CheckInconclusive):
        Outcomes(answer()).always(is_two, "x")


@pytest.mark.parametrize(
    "bad",
    [None, 3, [], {}, {"outcomes": 3}, {"outcomes": [3]}, {"outcomes": [{"kind": 3}]}],
)
def test_an_answer_that_makes_no_sense_fails_the_check(bad):
    """The process that explored is hostile; its rubbish is a crash, never an error of ours."""
    with pytest.raises(CheckFailed) as caught:
        Outcomes(bad)
    assert caught.value.verdict is Verdict.CRASHED


def test_hostile_observations_are_shown_safely():
    """A message with the value holds no escapes."""
    with pytest.raises(CheckFailed) as caught:
        Outcomes(answer(seen("\x1b[2J"))).always(is_two, "It says {value}")
    assert caught.value.feedback == "It says '\\x1b[2J'."

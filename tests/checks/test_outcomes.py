"""Outcomes of an exploration: wrong ones fail with a witness, doubtful ones decide nothing."""

from __future__ import annotations

from typing import Any

import pytest

from grader.checks.found import read_answer
from grader.checks.outcomes import Outcomes
from grader.checks.verdicts import CheckFailed, CheckInconclusive
from grader.model import Verdict

ERROR = {
    "type": "ValueError",
    "message": "no",
    "traceback": [{"file": "/submission/lock.py", "line": 3, "function": "add", "source": "x"}],
}


def explored(*outcomes: dict[str, Any], allow: Any = (), **more: Any) -> Outcomes:
    answer: dict[str, Any] = {"outcomes": list(outcomes), "exhausted": True, "executions": 9}
    return Outcomes(read_answer(answer | more, "lock"), "lock", allow)


def seen(value: Any, **more: Any) -> dict[str, Any]:
    return {
        "kind": "returned",
        "value": value,
        "count": 1,
        "schedule": [0, 1],
        "witness": {"steps": []},
        **more,
    }


def is_two(value: Any) -> bool:
    return value == 2


def test_always_holds_when_every_observation_does():
    """And the summary tells whether the space was exhausted."""
    outcomes = explored(seen(2))
    assert outcomes.always(is_two, "the counter says {value}") is None
    assert outcomes.summary == "holds (all 9 schedules that matter)"
    assert explored(seen(2), exhausted=False).summary == "held in 9 schedules"


def test_a_budget_that_ran_out_is_a_pass():
    """What held in every schedule that was run is passed."""
    assert explored(seen(2), exhausted=False).always(is_two, "x") is None


def test_always_fails_with_the_witness_of_the_wrong_one():
    """The message may name the value; the witness is that of the wrong observation."""
    with pytest.raises(CheckFailed) as caught:
        explored(seen(2), seen(1)).always(
            is_two, "2 increments ran, the counter says {value}", because="both read 0"
        )
    assert caught.value.feedback == "2 increments ran, the counter says 1. Both read 0."
    assert caught.value.observed == "1"
    assert caught.value.witness == {
        "kind": "schedule",
        "outcome": "returned",
        "schedule": [0, 1],
        "steps": [],
    }


def test_never_is_the_opposite():
    """And a value of a hostile form, on which the condition trips, does not slip through."""
    outcomes = explored(seen(2), seen(None))
    with pytest.raises(CheckFailed):
        outcomes.never(is_two, "x")
    with pytest.raises(CheckFailed):
        outcomes.never(lambda value: value["lost"] > 3, "x")


def test_some_needs_one():
    """Fails only when every schedule was run."""
    assert explored(seen(1), seen(2)).some(is_two, "never two") is None
    with pytest.raises(CheckFailed, match="Never two"):
        explored(seen(1)).some(is_two, "Never two")
    with pytest.raises(CheckInconclusive):
        explored(seen(1), exhausted=False).some(is_two, "never two")


@pytest.mark.parametrize(
    ("outcome", "allow", "verdict", "text"),
    [
        ({"kind": "deadlock"}, "deadlock", Verdict.DEADLOCK, "every thread waits for another"),
        ({"kind": "livelock"}, "livelock", Verdict.FAILED, "without getting anywhere"),
        ({"kind": "exit"}, "exit", Verdict.FAILED, "ends the whole program"),
        ({"kind": "raised", "error": ERROR}, "raised", Verdict.FAILED, "Your code raised Value"),
        ({"kind": "raised"}, "raised", Verdict.FAILED, "Your code raised Exception"),
        (seen(2, leaked=["T"]), "leaked", Verdict.FAILED, "still there at the end: T."),
        (
            seen(2, threads=[{"name": "T", "error": ERROR}]),
            "thread_raised",
            Verdict.FAILED,
            "In the thread T: Your code raised ValueError: no.\n  line 3 in add: x",
        ),
        ({"kind": "new\x1b"}, "new\x1b", Verdict.FAILED, "this happens: new\\x1b."),
    ],
)
def test_what_goes_wrong_by_itself_fails_the_check(outcome, allow, verdict, text):
    """Unless the author allows it."""
    with pytest.raises(CheckFailed) as caught:
        explored(seen(2), outcome)
    assert caught.value.verdict is verdict
    assert text in caught.value.feedback
    assert allow in explored(seen(2), outcome, allow={allow}).kinds


@pytest.mark.parametrize(
    "doubt",
    [
        {"outcomes": [seen(2), {"kind": "step_limit"}]},
        {"outcomes": [seen(2)], "nondeterminism": {"reason": "it reads the clock", "line": 3}},
        {"outcomes": [seen(2)], "nondeterminism": {}},
        {"outcomes": [seen(2)], "truncated": True},
        {"outcomes": [seen(2)], "shallow": 7},
        {"outcomes": []},
    ],
)
def test_doubt_decides_nothing_unless_a_wrong_outcome_was_found(doubt):
    """A right-looking exploration is inconclusive; a witness proves a wrong one all the same."""
    with pytest.raises(CheckInconclusive):
        explored(**doubt).always(is_two, "x")
    wrong = {**doubt, "outcomes": [*doubt["outcomes"], seen(1)]}
    with pytest.raises(CheckFailed):
        explored(**wrong).always(is_two, "x")


def test_the_reason_of_doubt_is_told():
    """With the line, where the explorer knows it."""
    with pytest.raises(CheckInconclusive, match=r"it reads the clock \(line 3\)"):
        _ = explored(seen(2), nondeterminism={"reason": "it reads the clock", "line": 3}).values


@pytest.mark.parametrize(
    "bad",
    [None, 3, [], {}, {"outcomes": 3}, {"outcomes": [3]}, {"outcomes": [{"kind": 3}]}],
)
def test_an_answer_that_makes_no_sense_fails_the_check(bad):
    """The process that explored is hostile; its rubbish is a crash, never an error of ours."""
    with pytest.raises(CheckFailed) as caught:
        read_answer(bad, "lock")
    assert caught.value.verdict is Verdict.CRASHED


def test_parts_of_a_strange_form_are_left_out():
    """Everything but the kind of an outcome may be anything."""
    odd = {"kind": "returned", "threads": [3, {}], "leaked": 5, "schedule": "x", "witness": 3}
    found = read_answer({"outcomes": [odd], "executions": "many"}, "lock")
    assert (found.executions, found.outcomes[0].schedule) == (0, ())


def test_a_file_that_does_not_load_under_the_explorer():
    """It is an import error, whether a line is known or not."""
    for error in (ERROR, {"type": "NameError", "message": "x"}):
        with pytest.raises(CheckFailed) as caught:
            explored(load_error=error)
        assert caught.value.verdict is Verdict.IMPORT_ERROR


def test_a_scenario_that_cannot_be_compiled_is_not_the_students_fault():
    """No line of the student's has run by then."""
    with pytest.raises(CheckInconclusive):
        explored(load_error={"type": "SyntaxError", "message": "x", "in_scenario": True})


def test_hostile_observations_are_shown_safely():
    """A message with the value holds no escapes."""
    with pytest.raises(CheckFailed) as caught:
        explored(seen("\x1b[2J")).always(is_two, "It says {value}")
    assert caught.value.feedback == "It says '\\x1b[2J'."


def test_a_witness_holds_no_line_of_the_scenario():
    """Places in the student's file keep line and source, without the machine's path."""
    own = {"file": "/submission/lock.py", "line": 3, "source": "x += 1", "op": "read"}
    theirs = {"file": "scenarios.py", "line": 9, "source": "secret", "op": "join"}
    with pytest.raises(CheckFailed) as caught:
        explored(seen(1, witness={"steps": [own, theirs]})).always(is_two, "x")
    assert caught.value.witness["steps"] == [
        {"file": "lock.py", "line": 3, "source": "x += 1", "op": "read"},
        {"file": None, "line": None, "source": None, "op": "join"},
    ]

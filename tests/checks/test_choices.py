"""Schedules laid on top of each other, written by the judge and read as hostile data."""

from __future__ import annotations

from typing import Any

import pytest

from grader.checks.choices import MAX_NODES, tree_of
from grader.checks.found import Outcome, read_answer
from grader.checks.outcomes import Outcomes
from grader.checks.verdicts import CheckFailed
from grader.choices import read_choices


def step(thread: str, op: str, value: str, line: int = 3) -> dict[str, Any]:
    return {"thread": thread, "file": "/submission/lock.py", "line": line, "op": op, "value": value,
            "object": "C #1", "attr": "n", "source": "self.n += 1", "holds": ["a"]}  # fmt: skip


def outcome(value: int, *steps: dict[str, Any]) -> Outcome:
    raw = {"kind": "returned", "value": value, "witness": {"steps": list(steps)}}
    return read_answer({"outcomes": [raw]}, "lock").outcomes[0]


LOST = outcome(1, step("A", "read", "0"), step("B", "read", "0"), step("B", "write", "1"),
               step("A", "write", "1"))  # fmt: skip
GOOD = outcome(2, step("A", "read", "0"), step("A", "write", "1"), step("B", "read", "1"),
               step("B", "write", "2"))  # fmt: skip


def judge(one: Outcome) -> tuple[bool, str]:
    return one.value == 2, "" if one.value == 2 else "One is lost."


def test_schedules_share_their_common_steps():
    """And part where another thread goes on; what is written can be read."""
    tree = read_choices(tree_of([LOST, GOOD, LOST], judge, "lock"))
    assert tree is not None
    assert tree.lanes == ("A", "B")
    assert [node.parent for node in tree.nodes] == [-1, 0, 1, 2, 0, 4, 5]
    assert [(end.node, end.right, end.text) for end in tree.ends] == [
        (3, False, "One is lost."),
        (6, True, ""),
    ]
    first = tree.nodes[0]
    assert (first.lane, first.line, first.op, first.target, first.value, first.holds) == (
        0, 3, "read", "n", "0", ("a",)
    )  # fmt: skip


def test_there_is_no_game_without_a_choice_or_a_wrong_end():
    """One schedule is no choice; two right ones can't be broken."""
    assert tree_of([LOST], judge, "lock") is None
    assert tree_of([LOST, GOOD], lambda _: (True, ""), "lock") is None


def test_steps_of_the_check_itself_are_no_part_of_it():
    """A schedule's steps are those in the student's file."""
    own = {**step("main", "start", "x"), "file": "scenarios.py"}
    one = outcome(1, own, step("A", "read", "0"), step("B", "read", "0"))
    tree = read_choices(tree_of([one, GOOD], judge, "lock"))
    assert tree is not None
    assert "main" not in tree.lanes


def test_a_tree_is_bounded():
    """What no longer fits is left out, whole schedules at a time."""
    long = [
        outcome(1, step("A", "read", "0", n), *(step("B", "read", str(n), i) for i in range(1, 50)))
        for n in range(1, 30)
    ]
    tree = read_choices(tree_of([LOST, GOOD, *long], judge, "lock"))
    assert tree is not None
    assert len(tree.nodes) <= MAX_NODES
    assert {end.node for end in tree.ends}.isdisjoint(node.parent for node in tree.nodes)


def test_a_failed_exploration_offers_more_schedules():
    """Judged by the condition that failed; what the check says of a value stays what it says."""
    answer = {"outcomes": [raw_of(LOST)], "exhausted": True, "executions": 2}
    outcomes = Outcomes(read_answer(answer, "lock"), "lock", (), lambda: (GOOD,))
    with pytest.raises(CheckFailed) as caught:
        outcomes.always(lambda value: value == 2, "the counter says {value}")
    assert caught.value.witness is not None
    tree = read_choices(caught.value.witness["choices"])
    assert tree is not None
    assert [(end.right, end.text.split(".")[0]) for end in tree.ends] == [
        (False, "The counter says 1"),
        (True, ""),
    ]


def raw_of(one: Outcome) -> dict[str, Any]:
    return dict(one.raw)


@pytest.mark.parametrize(
    "change",
    [
        {"nodes": ["-1 0 3 0", "1 0 3 0"]},  # its own parent
        {"nodes": ["-1 9 3 0"]},
        {"nodes": ["-1 0 3 99"]},
        {"nodes": ["-1 0 -3 0"]},
        {"nodes": ["-1 0 3"]},
        {"nodes": [[-1, 0, 3, 0]]},
        {"nodes": ["x 0 3 0"]},
        {"nodes": "no"},
        {"nodes": ["-1 0 3 0"] * 2000},
        {"ends": []},
        {"ends": ["7 1 0"]},
        {"ends": ["0 1 0"], "nodes": ["-1 0 3 0", "0 0 3 0"]},  # goes on after its end
        {"texts": [3]},
        {"texts": ["no tabs"]},
        {"threads": None},
    ],
)
def test_a_tree_of_another_form_is_none(change):
    """Whoever draws it can rely on every number in it."""
    good = {"threads": ["A"], "texts": ["read\tn\t0"], "nodes": ["-1 0 3 0"], "ends": ["0 0 0"]}
    assert read_choices(good) is not None
    assert read_choices(good | change) is None

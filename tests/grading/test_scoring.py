"""Points, overall verdicts and misconceptions: pure functions."""

from __future__ import annotations

import msgspec
import pytest

from grader.course import CheckSpec, ExerciseSpec, MisconceptionSpec
from grader.grading import scoring
from grader.model import CheckResult, Verdict


def result(name: str, verdict: str, points: float = 1.0) -> CheckResult:
    return CheckResult(
        id=name,
        title=name,
        verdict=Verdict(verdict),
        score=points if verdict == "passed" else 0.0,
        max_score=points,
        visible=False,
    )


def results(**verdicts: str) -> list[CheckResult]:
    return [result(name, verdict) for name, verdict in verdicts.items()]


SPEC = ExerciseSpec(
    title="t",
    section="threads",
    order=1,
    teaches="x",
    hints=(),
    checks={
        "a": CheckSpec(title="a", visible=True),
        "b": CheckSpec(title="b", depends=("a",)),
        "c": CheckSpec(title="c", depends=("b",)),
        "d": CheckSpec(title="d"),
    },
    misconceptions={
        "first": MisconceptionSpec(title="First", feedback="f", fails=("a",)),
        "second": MisconceptionSpec(title="Second", feedback="s", fails=("b", "d")),
    },
)


def test_an_inconclusive_check_stands_in_neither_total():
    """It costs nothing and earns nothing."""
    checks = [result("a", "passed", 2), result("b", "inconclusive", 5), result("c", "failed", 1)]
    assert scoring.totals(checks) == (2.0, 3.0)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (["passed", "passed"], "passed"),
        (["passed", "inconclusive"], "inconclusive"),
        (["failed", "inconclusive"], "inconclusive"),
        (["timeout", "import_error"], "import_error"),
        (["passed", "deadlock", "failed"], "deadlock"),
        (["not_run", "crashed"], "crashed"),
        (["not_run"], "not_run"),
        ([], "inconclusive"),
    ],
)
def test_the_overall_verdict(verdicts, expected):
    """Inconclusive wins, then import_error, then the first check that was run and did not pass."""
    checks = [result(str(i), verdict) for i, verdict in enumerate(verdicts)]
    assert scoring.overall(checks) == expected


def test_dependents_follow_transitively():
    """What builds on a failed check, directly or not, is not run."""
    assert scoring.with_dependents(["a"], SPEC.checks) == {"a", "b", "c"}
    assert scoring.with_dependents(["c"], SPEC.checks) == {"c"}


def test_a_misconception_matches_the_exact_failing_set():
    """Its declared checks and their dependents, no more and no less."""
    exact = results(a="failed", b="not_run", c="not_run", d="passed")
    more = results(a="failed", b="not_run", c="not_run", d="failed")
    assert [m.id for m in scoring.misconceptions(SPEC, exact)] == ["first"]
    assert scoring.misconceptions(SPEC, more) == ()
    second = results(a="passed", b="timeout", c="not_run", d="deadlock")
    assert [m.id for m in scoring.misconceptions(SPEC, second)] == ["second"]


@pytest.mark.parametrize("verdict", ["inconclusive", "import_error"])
def test_no_idea_is_guessed_when_something_was_not_judged(verdict):
    """The failing set says nothing about ideas then."""
    checks = results(a=verdict, b="not_run", c="not_run", d="passed")
    assert scoring.misconceptions(SPEC, checks) == ()


def test_only_the_judged_checks_are_compared():
    """When only some checks ran, a misconception is recognised by those."""
    assert [m.id for m in scoring.misconceptions(SPEC, results(a="failed"))] == ["first"]


def test_a_full_score_matches_no_misconception():
    """Nothing fails, so nothing is misunderstood."""
    passed = results(a="passed", b="passed", c="passed", d="passed")
    nothing = msgspec.structs.replace(
        SPEC, misconceptions={"x": MisconceptionSpec(title="x", feedback="", fails=("d",))}
    )
    assert scoring.misconceptions(nothing, passed) == ()

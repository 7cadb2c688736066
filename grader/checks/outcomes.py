"""The fixture ``explore``: every outcome of a scenario under the schedules that matter.

    def test_no_lost_update(explore):
        outcomes = explore("two_adders", times=1)
        outcomes.always(lambda value: value == 2, "2 increments ran, the counter says {value}",
                        because="both threads read before either wrote")

What the explorer answers is a set of distinct outcomes, each with one witness. An outcome is an
*observation* (the scenario returned), or something that went wrong by itself: a deadlock, a
livelock, an exception, threads that never ended. Those fail the check at once, unless the author
allows them (``allow={"deadlock"}``).

Positive evidence decides. A wrong outcome that was found is a failure, whatever else happened: its
witness proves it. When none was found, the answer is a pass if the exploration was trustworthy
("holds" when the space was exhausted, "held in N schedules" when not), and *inconclusive* when the
student's code was not deterministic or some schedule met the step limit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import msgspec

from grader.checks.render import clean, one_line, show
from grader.checks.runtime import Session
from grader.checks.verdicts import CheckEnded, CheckFailed, CheckInconclusive
from grader.model import Verdict

OBSERVATION = "observation"
STEP_LIMIT = "step_limit"
NONDETERMINISM = "nondeterminism"
_UNDECIDED = {
    STEP_LIMIT: "some schedules took more steps than the explorer follows",
    NONDETERMINISM: "the code did not do the same twice under the same schedule",
}
_VERDICTS = {"deadlock": Verdict.DEADLOCK, "hang": Verdict.TIMEOUT}
_WORDS = {
    "deadlock": "Under some schedule every thread waits for another, for ever.",
    "livelock": "Under some schedule the threads run for ever without getting anywhere.",
    "exception": "Under some schedule your code raises an exception.",
    "leaked": "Under some schedule a thread is still running at the end.",
    "hang": "Under some schedule your code does something that never ends.",
}


class Outcome(msgspec.Struct, frozen=True):
    """One distinct outcome: hostile data of a known form; further fields are kept in ``raw``."""

    kind: str
    value: Any = None
    count: int = 1
    raw: dict[str, Any] = msgspec.field(default_factory=dict)


class Outcomes:
    """What an exploration found; see the module's text."""

    def __init__(self, answer: Any, allow: Collection[str] = ()) -> None:
        self._all = _read(answer)
        self._allow = frozenset(allow)
        self.exhausted = answer.get("exhausted") is True
        self.executions = _count(answer.get("executions"))
        self._answer = answer
        for outcome in self._all:
            if outcome.kind not in {OBSERVATION, *_UNDECIDED, *self._allow}:
                raise _went_wrong(outcome)

    @property
    def values(self) -> list[Any]:
        """The distinct observations.

        Raises:
            CheckInconclusive: the exploration can't be trusted to have found what there is.
        """
        self._require_trust()
        return [outcome.value for outcome in self._observations()]

    @property
    def summary(self) -> str:
        """How far a pass reaches: "holds …" or "held in N schedules"."""
        many = f"{self.executions} schedule{'s' if self.executions != 1 else ''}"
        return f"holds (all {many} that matter)" if self.exhausted else f"held in {many}"

    def always(
        self, condition: Callable[[Any], object], message: str, *, because: str = ""
    ) -> None:
        """Every observation satisfies ``condition``.

        Args:
            condition: called with an observation; an exception of it means that it does not hold.
            message: what went wrong, in the student's terms; ``{value}`` stands for the
                observation, so leave it out where students of a hidden check should not see it.
            because: why it matters; by default the explorer's explanation of the witness.

        Raises:
            CheckFailed: some observation does not; with its witness.
            CheckInconclusive: none was found, but the exploration can't be trusted.
        """
        for outcome in self._observations():
            if not _holds(condition, outcome.value):
                raise _failed(outcome, message, because)
        self._require_trust()

    def never(self, condition: Callable[[Any], object], message: str, *, because: str = "") -> None:
        """No observation satisfies ``condition``; otherwise like :meth:`always`."""
        self.always(lambda value: not condition(value), message, because=because)

    def some(self, condition: Callable[[Any], object], message: str, *, because: str = "") -> None:
        """At least one observation satisfies ``condition``, under some schedule.

        Raises:
            CheckFailed: none does, and every schedule that matters was run.
            CheckInconclusive: none does, but not every schedule was run.
        """
        observations = self._observations()
        if any(_holds(condition, outcome.value) for outcome in observations):
            return
        self._require_trust()
        if not self.exhausted:
            raise CheckInconclusive(
                f"In {self.executions} schedules this was not seen, and there are more: "
                "a person has to look."
            )
        seen = [outcome.value for outcome in observations]
        why = f" {because.rstrip('. ')}." if because else ""
        raise CheckFailed(
            f"{message.replace('{value}', show(seen)).rstrip('. ')}.{why}",
            observed=f"in every schedule one of {show(seen)}",
        )

    def kinds(self) -> set[str]:
        """The kinds of outcomes that were found, for checks that allow some of them."""
        return {outcome.kind for outcome in self._all}

    def _observations(self) -> list[Outcome]:
        return [outcome for outcome in self._all if outcome.kind == OBSERVATION]

    def _require_trust(self) -> None:
        for outcome in self._all:
            if outcome.kind in _UNDECIDED and outcome.kind not in self._allow:
                raise CheckInconclusive(
                    f"Nothing wrong was found, but {_UNDECIDED[outcome.kind]}: a person has to "
                    "look. This costs you no point."
                )
        if not self._all:
            raise CheckInconclusive("The explorer found no outcome at all: please report this.")


class Explore:
    """Explores scenarios of this exercise for one check."""

    def __init__(self, session: Session, check: str) -> None:
        self._session = session
        self._check = check

    def __call__(
        self,
        function: str,
        *,
        allow: Collection[str] = (),
        options: dict[str, Any] | None = None,
        **params: Any,
    ) -> Outcomes:
        """Run ``function(student_module, **params)`` under every schedule that matters.

        Args:
            function: name of the scenario.
            allow: kinds of outcomes that do not fail the check by themselves: ``deadlock``,
                ``livelock``, ``exception``, ``leaked``, ``step_limit``.
            options: options of the explorer, see ``docs/EXPLORER.md``.
            params: parameters of the scenario, plain JSON data.

        Raises:
            CheckEnded: no trustworthy answer, or an outcome that is wrong by itself.
        """
        job = self._session.job("explore", function, params, explore=dict(options or {}))
        answer, result = self._session.run(self._check, job)
        if answer.kind == "raised" and answer.error is not None:
            from grader.checks.student import Run

            return Outcomes(Run(answer, result, function, self._session.spec.slug).value)
        return Outcomes(answer.value, allow)


def _read(answer: Any) -> list[Outcome]:
    """The outcomes of an answer, whose form is the hostile side's choice."""
    found = answer.get("outcomes") if isinstance(answer, dict) else None
    if not isinstance(found, list):
        raise _nonsense()
    outcomes = []
    for raw in found:
        if not isinstance(raw, dict) or not isinstance(raw.get("kind"), str):
            raise _nonsense()
        outcomes.append(Outcome(raw["kind"], raw.get("value"), _count(raw.get("count")), raw))
    return outcomes


def _nonsense() -> CheckFailed:
    return CheckFailed(
        "The process that ran your code gave an answer that makes no sense.",
        verdict=Verdict.CRASHED,
    )


def _went_wrong(outcome: Outcome) -> CheckEnded:
    text = _WORDS.get(outcome.kind, f"Under some schedule this happens: {one_line(outcome.kind)}.")
    return CheckFailed(
        f"{text} {explanation(outcome)}".strip(),
        verdict=_VERDICTS.get(outcome.kind, Verdict.FAILED),
        observed=outcome.kind.replace("_", " "),
        witness=_witness(outcome),
    )


def _failed(outcome: Outcome, message: str, because: str) -> CheckFailed:
    why = f"{because.rstrip('. ')}." if because else explanation(outcome)
    text = f"{message.replace('{value}', show(outcome.value)).rstrip('. ')}."
    return CheckFailed(
        f"{text} {why[:1].upper()}{why[1:]}".strip(),
        observed=show(outcome.value),
        witness=_witness(outcome),
    )


def explanation(outcome: Outcome) -> str:
    """The witness in words; empty when there is nothing to say."""
    try:
        from grader.checks.explain import explain  # type: ignore[import-not-found, unused-ignore]

        return clean(str(explain(outcome.raw)), 1500)
    except Exception:
        # Wording only: a witness of a hostile form must not change the verdict.
        return ""


def _witness(outcome: Outcome) -> dict[str, Any]:
    witness = outcome.raw.get("witness")
    return witness if isinstance(witness, dict) else dict(outcome.raw)


def _holds(condition: Callable[[Any], object], value: Any) -> bool:
    try:
        return bool(condition(value))
    except Exception:
        # As in ``expect``: the form of the value is the hostile side's choice.
        return False


def _count(value: Any) -> int:
    return value if type(value) is int and value >= 0 else 0

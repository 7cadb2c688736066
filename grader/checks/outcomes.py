"""The fixture ``explore``: every outcome of a scenario under the schedules that matter.

    def test_no_lost_update(explore):
        outcomes = explore("two_adders", times=1)
        outcomes.always(lambda value: value == 2, "2 increments ran, the counter says {value}",
                        because="both threads read before either wrote")

What the explorer answers is a set of distinct outcomes, each with one witness. In an outcome the
scenario returned an observation, or something went wrong by itself: a deadlock, a livelock, an
exception in any thread, threads that never ended. What went wrong fails the check at once, unless
the author allows it (``allow={"deadlock"}``).

Positive evidence decides. A wrong outcome that was found is a failure, whatever else happened: its
witness proves it. When none was found, the answer is a pass if the exploration was trustworthy
("holds" when the space was exhausted, "held in N schedules" when not), and *inconclusive* when the
student's code was not deterministic, did what the explorer can't follow, or met the step limit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import msgspec

from grader.checks import choices
from grader.checks.found import (
    Found,
    Outcome,
    explanation,
    problem_of,
    read_answer,
    read_replayed,
    witness_of,
)
from grader.checks.render import one_line, show
from grader.checks.runtime import Session
from grader.checks.verdicts import CheckEnded, CheckFailed, CheckInconclusive
from grader.replay import Replay

_COSTS_NOTHING = "A person has to look. This costs you no point."


class Outcomes:
    """What an exploration found; see the module's text.

    Args:
        found: the explorer's answer, read.
        module: the student's module.
        allow: what does not fail the check by itself.
        more: gives some more outcomes, each with its steps, for the report of a failure.

    Raises:
        CheckFailed: something went wrong by itself.
    """

    def __init__(
        self,
        found: Found,
        module: str,
        allow: Collection[str] = (),
        more: Callable[[], tuple[Outcome, ...]] = tuple,
    ) -> None:
        self._found = found
        self._more = more
        self._module = module
        self._allow = frozenset(allow)
        self.exhausted = found.exhausted
        self.executions = found.executions
        for outcome in found.outcomes:
            problem = problem_of(outcome, module, self._allow)
            if problem is not None:
                raise self._with_choices(problem, outcome, lambda _: True, "")

    @property
    def values(self) -> list[Any]:
        """The distinct observations.

        Raises:
            CheckInconclusive: the exploration can't be trusted to have found what there is.
        """
        self._require_trust()
        return [outcome.value for outcome in self._returned()]

    @property
    def kinds(self) -> set[str]:
        """What was found, for checks that allow more than ``returned``."""
        return {kind for outcome in self._found.outcomes for kind in outcome.kinds}

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
        for outcome in self._returned():
            if not _holds(condition, outcome.value):
                failed = self._failed(outcome, message, because)
                raise self._with_choices(failed, outcome, condition, message)
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
        returned = self._returned()
        if any(_holds(condition, outcome.value) for outcome in returned):
            return
        self._require_trust()
        if not self.exhausted:
            raise CheckInconclusive(
                f"In {self.executions} schedules this was not seen, and there are more. "
                f"{_COSTS_NOTHING}"
            )
        seen = [outcome.value for outcome in returned]
        why = f" {_sentence(because)}" if because else ""
        raise CheckFailed(
            f"{_sentence(message.replace('{value}', show(seen)))}{why}",
            observed=f"in every schedule one of {show(seen)}",
        )

    def _failed(self, outcome: Outcome, message: str, because: str) -> CheckFailed:
        why = _sentence(because) if because else explanation(outcome)
        text = _sentence(message.replace("{value}", show(outcome.value)))
        return CheckFailed(
            f"{text} {why}".strip(),
            observed=show(outcome.value),
            witness=witness_of(outcome, self._module),
        )

    def _with_choices(
        self,
        ended: CheckEnded,
        outcome: Outcome,
        condition: Callable[[Any], object],
        message: str,
    ) -> CheckEnded:
        """``ended``, with schedules to choose among in its witness where there are any."""
        if ended.witness is None:
            return ended

        def judge(one: Outcome) -> choices.Ended:
            problem = problem_of(one, self._module, self._allow)
            if problem is not None:
                return False, problem.feedback
            if one.kind != "returned" or _holds(condition, one.value):
                return True, ""
            text = _sentence(message.replace("{value}", show(one.value)))
            return False, f"{text} {explanation(one)}".strip()

        found = (outcome, *self._more(), *self._found.outcomes)
        tree = choices.tree_of(found, judge, self._module)
        if tree is not None:
            ended.witness["choices"] = tree
        return ended

    def _returned(self) -> list[Outcome]:
        return [outcome for outcome in self._found.outcomes if outcome.kind == "returned"]

    def _require_trust(self) -> None:
        found = self._found
        if found.patched:
            # The student's doing, so it is no refuge: without the parts that it replaced, nothing
            # says what the code does.
            names = ", ".join(found.patched[:5])
            raise CheckFailed(
                f"Your code replaces {names}, on which this check relies, so that nothing can be "
                "said about it. Leave the modules of the standard library as they are."
            )
        doubt = ""
        if found.trouble:
            doubt = f"the explorer could not follow your code: {one_line(found.trouble)}"
        elif found.truncated:
            doubt = "there were more outcomes than the explorer keeps"
        elif "step_limit" not in self._allow and "step_limit" in self.kinds:
            doubt = "some schedules took more steps than the explorer follows"
        elif found.shallow:
            doubt = "its threads meet at more places than the explorer can try, even one by one"
        elif not found.outcomes:
            doubt = "the explorer saw no outcome at all"
        if doubt:
            raise CheckInconclusive(
                f"Nothing wrong was found, but {doubt.rstrip('. ')}. {_COSTS_NOTHING}"
            )


class Explore:
    """Explores scenarios of this exercise for one check."""

    def __init__(self, session: Session, check: str) -> None:
        self._session = session
        self._check = check
        self._calls = 0

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
            allow: what does not fail the check by itself: ``deadlock``, ``livelock``, ``raised``
                (the scenario), ``thread_raised`` (another thread), ``exit``, ``leaked`` (threads
                that never end), ``step_limit``.
            options: options of the explorer, see ``docs/EXPLORER.md``.
            params: parameters of the scenario, plain JSON data.

        Raises:
            CheckEnded: no trustworthy answer, or something that is wrong by itself.
        """
        call = self._calls
        self._calls += 1
        module = self._session.spec.slug
        wanted = self._session.spec.replay
        if wanted is not None and (wanted.check, wanted.call) == (self._check, call):
            found = self._replayed(wanted, function, params, dict(options or {}))
        else:
            job = self._session.job("explore", function, params, explore=dict(options or {}))
            answer, _ = self._session.run(self._check, job)
            found = read_answer(answer.value if answer.kind == "explored" else None, module)
        self._flag(found)

        def more() -> tuple[Outcome, ...]:
            job = self._session.job(
                "explore", function, params, explore={**(options or {}), **choices.OPTIONS}
            )
            answer = self._session.aside(job, choices.SECONDS)
            try:
                return () if answer is None else read_answer(answer.value, module).outcomes
            except CheckEnded:
                return ()

        return Outcomes(self._with_replays(found, call), module, allow, more)

    def _replayed(
        self, wanted: Replay, function: str, params: dict[str, Any], options: dict[str, Any]
    ) -> Found:
        job = self._session.job(
            "replay", function, params, explore=options, schedule=wanted.schedule
        )
        answer, _ = self._session.run(self._check, job)
        return read_replayed(
            answer.value if answer.kind == "explored" else None, self._session.spec.slug
        )

    def _with_replays(self, found: Found, call: int) -> Found:
        """``found``, with the line that replays it in each outcome."""
        seed = self._session.spec.seed
        return msgspec.structs.replace(
            found,
            outcomes=tuple(
                msgspec.structs.replace(
                    outcome,
                    replay=str(
                        Replay(check=self._check, seed=seed, call=call, schedule=outcome.schedule)
                    ),
                )
                for outcome in found.outcomes
            ),
        )

    def _flag(self, found: Found) -> None:
        """Report what a person should look at, whatever the check says.

        A check without a verdict costs no point, so it must not be a place to hide.
        """
        if found.patched:
            names = ", ".join(found.patched[:5])
            self._session.flag("patched-engine", f"it replaced {names}", self._check)
        if found.trouble:
            what = f"it can't be followed by the explorer: {one_line(found.trouble)}"
            self._session.flag("not-followed", what, self._check)


def _sentence(text: str) -> str:
    text = text.rstrip(". ")
    return f"{text[:1].upper()}{text[1:]}."


def _holds(condition: Callable[[Any], object], value: Any) -> bool:
    try:
        return bool(condition(value))
    except Exception:
        # As in ``expect``: the form of the value is the hostile side's choice.
        return False

"""What the explorer answers, read as hostile data, and what of it is wrong by itself.

The answer is ``{executions, exhausted, outcomes, nondeterminism, load_error, truncated}``; an
outcome is ``{kind, value, error, threads, leaked, count, schedule, witness}``, as
``grader/student/explore/explorer.py`` makes it. It comes out of a process that the student's code
runs in: an answer of another form is a failed check, never an error of ours.
"""

from __future__ import annotations

from typing import Any

import msgspec

from grader.checks.explain import explain
from grader.checks.explanation import Explanation
from grader.checks.render import clean, one_line
from grader.checks.verdicts import (
    CheckEnded,
    CheckFailed,
    CheckInconclusive,
    error_text,
    import_problem,
    raised_problem,
)
from grader.model import Verdict
from grader.wire import ErrorInfo

_MAX_EXPLANATION = 1500
_NOT_REPLAYED = frozenset({"diverged", "unsupported", "fault"})
_WORDS = {
    "deadlock": "Under some schedule every thread waits for another, for ever.",
    "livelock": "Under some schedule the threads run for ever without getting anywhere.",
    "exit": "Under some schedule your code ends the whole program.",
}


class Outcome(msgspec.Struct, frozen=True):
    """One distinct outcome of a scenario."""

    kind: str
    """``returned``, ``raised``, ``exit``, ``deadlock``, ``livelock`` or ``step_limit``."""
    value: Any = None
    error: ErrorInfo | None = None
    """What the scenario raised."""
    threads: tuple[tuple[str, ErrorInfo], ...] = ()
    """What other threads raised, with their names."""
    leaked: tuple[str, ...] = ()
    """Names of threads that were still there at the end."""
    schedule: tuple[int, ...] = ()
    witness: dict[str, Any] = msgspec.field(default_factory=dict)
    raw: dict[str, Any] = msgspec.field(default_factory=dict)
    """The whole outcome, for the explanation."""
    replay: str = ""
    """The line of text with which this schedule is run again."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Its kind, and what else may be allowed or not."""
        more = [("thread_raised", self.threads), ("leaked", self.leaked)]
        return (self.kind, *(name for name, what in more if what))


class Found(msgspec.Struct, frozen=True):
    """All that an exploration found."""

    outcomes: tuple[Outcome, ...]
    exhausted: bool
    executions: int
    trouble: str = ""
    """Why the explorer had to give up; empty when it did not."""
    truncated: bool = False
    shallow: int = 0
    """Schedules with one preemption at most that were not run, as far as they are known."""
    patched: tuple[str, ...] = ()
    """What the program replaced in the explorer and in the modules that it controls."""


def read_answer(answer: Any, module: str) -> Found:
    """Read an explorer's answer.

    Raises:
        CheckFailed: it makes no sense, or the student's file could not be loaded.
        CheckInconclusive: the scenario could not be loaded.
    """
    outcomes = answer.get("outcomes") if isinstance(answer, dict) else None
    if not isinstance(outcomes, list):
        raise _nonsense()
    if answer.get("load_error") is not None:
        raw = answer["load_error"]
        error = _error(raw)
        if isinstance(raw, dict) and raw.get("in_scenario") is True:
            raise CheckInconclusive(
                "The explorer could not load this check's scenario. It costs you no point.",
                observed=error_text(error),
            )
        # A scenario that can be compiled and does not load beside this file is the file's doing,
        # and that no line is known may be as well: an exception can hide where it was raised.
        raise CheckFailed(import_problem(error, module), verdict=Verdict.IMPORT_ERROR)
    trouble = answer.get("nondeterminism")
    return Found(
        outcomes=tuple(_outcome(raw) for raw in outcomes),
        exhausted=answer.get("exhausted") is True,
        executions=_count(answer.get("executions")),
        trouble=_trouble(trouble) if trouble is not None else "",
        truncated=answer.get("truncated") is True,
        shallow=_count(answer.get("shallow")),
        patched=_names(answer.get("patched")),
    )


def read_replayed(answer: Any, module: str) -> Found:
    """Read the answer to a replay: the one outcome of the schedule.

    Raises:
        CheckFailed: it makes no sense, or the student's file could not be loaded.
        CheckInconclusive: the schedule does not fit the code any more.
    """
    kind = answer.get("kind") if isinstance(answer, dict) else None
    if kind == "load_error":
        return read_answer({"outcomes": [], "load_error": answer.get("error")}, module)
    if kind in _NOT_REPLAYED:
        raise CheckInconclusive(
            "This schedule does not fit the code any more: it was changed since, or does not do "
            "the same twice. Run the whole check again."
        )
    return Found(outcomes=(_outcome(answer),), exhausted=False, executions=1)


def _names(raw: Any) -> tuple[str, ...]:
    names = raw if isinstance(raw, list) else []
    return tuple(one_line(name, 80) for name in names[:20] if isinstance(name, str))


def problem_of(outcome: Outcome, module: str, allow: frozenset[str]) -> CheckEnded | None:
    """What is wrong by itself about ``outcome``; None when nothing is, or it is allowed."""
    verdict = Verdict.FAILED
    seen = outcome.kind.replace("_", " ")
    explained = explanation(outcome)
    if outcome.kind not in {"returned", "step_limit", *allow}:
        if outcome.kind == "raised":
            error = outcome.error or ErrorInfo(type="Exception", message="")
            text, seen = raised_problem(error, module), error_text(error)
        else:
            known = f"Under some schedule this happens: {one_line(outcome.kind, 60)}."
            text = _WORDS.get(outcome.kind, known)
            verdict = Verdict.DEADLOCK if outcome.kind == "deadlock" else verdict
    elif outcome.threads and "thread_raised" not in allow:
        name, error = outcome.threads[0]
        text = f"In the thread {one_line(name, 60)}: {raised_problem(error, module)}"
        seen = error_text(error)
    elif outcome.leaked and "leaked" not in allow:
        names = ", ".join(one_line(name, 60) for name in outcome.leaked[:5])
        text = f"Under some schedule these threads are still there at the end: {names}."
        seen = f"threads left behind: {names}"
    else:
        return None
    # Behind lines of a traceback the explanation begins on a line of its own.
    between = "\n" if "\n" in text else " "
    return CheckFailed(
        f"{text}{between}{explained}".strip(),
        verdict=verdict,
        observed=one_line(seen),
        witness=witness_of(outcome, module),
    )


def explanation(outcome: Outcome) -> str:
    """The witness in words; empty when there is nothing to say."""
    found = _explain(outcome)
    if found is None or found.pattern == "exception":
        # That it raised is said already, with the student's own lines.
        return ""
    return clean(found.sentence, _MAX_EXPLANATION)


def _explain(outcome: Outcome) -> Explanation | None:
    try:
        return explain(outcome.raw)
    except Exception:
        # Wording only: a witness of a hostile form must not change the verdict.
        return None


def witness_of(outcome: Outcome, module: str) -> dict[str, Any]:
    """The witness as data for the report, with what a replay needs.

    Lines and source of the scenario are left out: they belong to the check.
    """
    own: Any = _without_scenario(outcome.witness, f"{module}.py")
    witness: dict[str, Any] = {"outcome": outcome.kind, **own}
    witness |= {"kind": "schedule", "schedule": list(outcome.schedule)}
    if outcome.kind == "exit":
        # The program was ended: that others waited at that moment has nothing to do with it.
        witness["blocked"] = []
    explained = _explain(outcome)
    if explained is not None and explained.sentence:
        lines = [line for file, line in explained.lines if _is_own(file, f"{module}.py")]
        witness["explanation"] = explanation(outcome)
        witness |= {"pattern": explained.pattern, "lines": lines}
    if outcome.replay:
        witness["replay"] = outcome.replay
    return witness


def _without_scenario(item: Any, file: str) -> Any:
    """A copy of ``item`` in which only places in ``file`` have a line and a source."""
    if isinstance(item, list):
        return [_without_scenario(one, file) for one in item]
    if not isinstance(item, dict):
        return item
    copy = {key: _without_scenario(value, file) for key, value in item.items()}
    if "file" in copy:
        if _is_own(copy["file"], file):
            copy["file"] = file
        else:
            copy |= {key: None for key in ("file", "line", "source") if key in copy}
    return copy


def _is_own(path: Any, file: str) -> bool:
    return str(path).replace("\\", "/").rsplit("/", 1)[-1] == file


def _outcome(raw: Any) -> Outcome:
    if not isinstance(raw, dict) or not isinstance(raw.get("kind"), str):
        raise _nonsense()
    threads = [
        (str(thread.get("name", "?")), _error(thread.get("error")))
        for thread in _list(raw.get("threads"))
        if isinstance(thread, dict)
    ]
    witness = raw.get("witness")
    return Outcome(
        kind=raw["kind"],
        value=raw.get("value"),
        error=_error(raw["error"]) if raw.get("error") is not None else None,
        threads=tuple(threads),
        leaked=tuple(str(name) for name in _list(raw.get("leaked"))),
        schedule=tuple(tid for tid in _list(raw.get("schedule")) if type(tid) is int),
        witness=witness if isinstance(witness, dict) else {},
        raw=raw,
    )


def _error(raw: Any) -> ErrorInfo:
    known = raw if isinstance(raw, dict) else {}
    return ErrorInfo(
        type=str(known.get("type", "Exception")),
        message=str(known.get("message", "")),
        traceback=tuple(f for f in _list(known.get("traceback")) if isinstance(f, dict)),
    )


def _trouble(raw: Any) -> str:
    """Why the explorer gave up, and at which line; never empty."""
    known = raw if isinstance(raw, dict) else {}
    reason = str(known.get("reason") or "it did not do the same twice under the same schedule")
    line = known.get("line")
    return f"{reason} (line {line})" if type(line) is int else reason


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _count(value: Any) -> int:
    return value if type(value) is int and value >= 0 else 0


def _nonsense() -> CheckFailed:
    return CheckFailed(
        "The process that ran your code gave an answer that makes no sense.",
        verdict=Verdict.CRASHED,
    )

"""Says in plain words what went wrong in one explored outcome.

A pure function over the outcome's data: the steps of the witness are searched
for the classic patterns of concurrent bugs, the most specific first. It is
wording only, no verdict depends on it. The sentence names the student's own
lines; ``lines`` are the places to mark in the source.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from grader.checks.blocked import deadlock, leaked, livelock
from grader.checks.explanation import Explanation, at, line
from grader.checks.races import Access, Race, races

Outcome = dict[str, Any]
_NUMBERED = re.compile(r"\b([A-Za-z_]\w*) #(\d+)\b")


def explain(outcome: Outcome) -> Explanation:
    """Return the best explanation there is; the pattern is "" when none fits."""
    witness = outcome.get("witness") or {}
    steps = [step for step in witness.get("steps", []) if step.get("op") != "..."]
    blocked = witness.get("blocked", [])
    found = _explain(outcome, steps, blocked)
    return replace(found, sentence=_without_needless_numbers(found.sentence, steps, blocked))


def _without_needless_numbers(
    sentence: str, steps: list[dict[str, Any]], blocked: list[dict[str, Any]]
) -> str:
    """Say "Counter.value" where there is one Counter only, not "of Counter #1"."""
    named = {str(item.get(key)) for item in (*steps, *blocked) for key in ("object", "on")}
    numbers: dict[str, set[str]] = {}
    for owner, number in _NUMBERED.findall("\n".join(named)):
        numbers.setdefault(owner, set()).add(number)
    for owner, found in numbers.items():
        if len(found) == 1:
            numbered = rf"{re.escape(owner)} #{found.pop()}\b"
            # "an item of queue #1" keeps its queue.
            attribute = rf"(\b{re.escape(owner)}\.\w+(?:\[[^\]]*\])?) of {numbered}"
            sentence = re.sub(attribute, r"\1", sentence)
            sentence = re.sub(numbered, owner, sentence)
    return sentence


def _explain(
    outcome: Outcome, steps: list[dict[str, Any]], blocked: list[dict[str, Any]]
) -> Explanation:
    kind = outcome.get("kind")
    if kind == "deadlock":
        return deadlock(steps, blocked)
    if kind == "livelock":
        return livelock(steps, blocked)
    if kind == "step_limit":
        return Explanation(
            "step limit", "It did not end within the steps that it was given: a loop without end?"
        )
    if kind == "exit":
        return Explanation("exit", "The program was ended from inside (sys.exit or os._exit).")
    failed = outcome.get("error") or next(
        (t["error"] for t in outcome.get("threads", []) if t.get("error")), None
    )
    found = _race(steps)
    if failed:
        return _exception(failed, found)
    if found is not None:
        return found
    if outcome.get("leaked"):
        return leaked(outcome["leaked"], blocked)
    return Explanation("", "")


# -- data races ------------------------------------------------------------------


def _at(step: Access) -> str:
    return line(step.file, step.line)


def _race(steps: list[Any]) -> Explanation | None:
    accesses = [Access.of(step) for step in steps]
    woken = _if_instead_of_while(accesses)
    if woken is not None:
        return woken
    found = races(accesses)
    return _words(found[0]) if found else None


def _words(race: Race) -> Explanation:
    first, other, last, what = race.read, race.other, race.write, race.what
    places = tuple(dict.fromkeys((s.file, s.line) for s in (first, other, last)))
    if first.holds and other.holds and not set(first.holds) & set(other.holds):
        return Explanation(
            "wrong lock",
            f"{first.thread} ({_at(first)}) and {other.thread} ({_at(other)}) use {what} under "
            f"different locks ({first.holds[0]}; {other.holds[0]}), so they do not keep each "
            "other out.",
            places,
        )
    if set(first.holds) & set(last.holds):
        return Explanation(
            "released between",
            f"{first.thread} looks at {what} ({_at(first)}) and acts on it ({_at(last)}) under a "
            f"lock, but gives the lock back in between; {other.thread} changes it there "
            f"({_at(other)}).",
            places,
        )
    if race.both_read:
        value = f" {first.value}" if first.value not in (None, "") else ""
        wrote = f" {last.value}" if last.value not in (None, "") else ""
        if first.line == last.line and not first.source.startswith(("if ", "while ", "elif ")):
            return Explanation(
                "lost update",
                f"2 updates of {what} ran, one is lost: {first.thread} and {other.thread} both "
                f"read{value} ({_at(first)}) before either wrote{wrote} ({_at(last)}).",
                places,
            )
    return Explanation(
        "check-then-act",
        f"{first.thread} looks at {what} ({_at(first)}); before it acts on what it saw "
        f"({_at(last)}), {other.thread} changes it ({_at(other)}).",
        places,
    )


def _if_instead_of_while(steps: list[Access]) -> Explanation | None:
    for position, step in enumerate(steps):
        if step.op != "wake":
            continue
        begun = max(
            (
                i
                for i, s in enumerate(steps[:position])
                if s.op == "wait" and s.thread == step.thread
            ),
            default=-1,
        )
        notified = next(
            (i for i in range(begun + 1, position) if steps[i].op.startswith("notify")), None
        )
        if notified is None or begun < 0:
            continue
        waits = [steps[begun]]
        after = [s for s in steps[position + 1 :] if s.thread == step.thread]
        for later in after:
            if later.op in ("wait", "release"):
                break
            if later.is_read and not later.is_write:
                if later.line <= waits[-1].line:
                    break  # it looks again
                continue
            if later.is_write:
                thieves = [
                    s
                    for s in steps[notified:position]
                    if s.thread != step.thread and s.is_write and s.key == later.key
                ]
                if thieves:
                    return Explanation(
                        "if instead of while",
                        f"{step.thread} waits {at(waits[-1].file, waits[-1].line)} and is "
                        "notified, but before it "
                        f"has the lock again {thieves[-1].thread} changes {later.what} "
                        f"({_at(thieves[-1])}). It goes on ({_at(later)}) without looking again: "
                        "the condition must be checked in a `while`, not an `if`.",
                        tuple((s.file, s.line) for s in (waits[-1], thieves[-1], later)),
                    )
                break
    return None


def _exception(error: dict[str, Any], found: Explanation | None) -> Explanation:
    frames = error.get("traceback") or []
    where = f" {at(frames[-1]['file'], frames[-1]['line'])}" if frames else ""
    text = f"{error['type']}{where}: {error['message']}"
    if found is not None:
        return Explanation(found.pattern, f"{text}. {found.sentence}", found.lines)
    places = ((frames[-1]["file"], frames[-1]["line"]),) if frames else ()
    return Explanation("exception", text, places)

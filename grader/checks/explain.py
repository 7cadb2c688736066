"""Says in plain words what went wrong in one explored outcome.

A pure function over the outcome's data: the steps of the witness are searched
for the classic patterns of concurrent bugs, the most specific first. It is
wording only, no verdict depends on it. The sentence names the student's own
lines; ``lines`` are the places to mark in the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from grader.checks.races import Access, Race, races

Outcome = dict[str, Any]
_NUMBERED = re.compile(r"\b([A-Za-z_]\w*) #(\d+)\b")


@dataclass(frozen=True)
class Explanation:
    """The pattern's name, a sentence or two, and (file, line) of each place it names."""

    pattern: str
    sentence: str
    lines: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        return self.sentence


def explain(outcome: Outcome, own: str | None = None) -> Explanation:
    """Return the best explanation there is; the pattern is "" when none fits.

    Args:
        outcome: as the explorer gives it.
        own: name of the student's file; lines of others are not named. None for any file.
    """
    witness = outcome.get("witness") or {}
    steps = [_own(step, own) for step in witness.get("steps", []) if step.get("op") != "..."]
    blocked = [_own(entry, own) for entry in witness.get("blocked", [])]
    found = _explain(outcome, steps, blocked)
    return replace(found, sentence=_without_needless_numbers(found.sentence, steps, blocked))


def _own(item: dict[str, Any], own: str | None) -> dict[str, Any]:
    """``item`` without a line that lies in another file than ``own``."""
    if own is None or str(item.get("file")).replace("\\", "/").rsplit("/", 1)[-1] == own:
        return item
    owner = item.get("owner")
    return item | {"line": 0, "source": "", "owner": _own(owner, own) if owner else owner}


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
            sentence = re.sub(rf" of {numbered}", "", sentence)
            sentence = re.sub(numbered, owner, sentence)
    return sentence


def _explain(
    outcome: Outcome, steps: list[dict[str, Any]], blocked: list[dict[str, Any]]
) -> Explanation:
    kind = outcome.get("kind")
    if kind == "deadlock":
        return _deadlock(steps, blocked)
    if kind == "livelock":
        return _livelock(steps, blocked)
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
        return _leaked(outcome["leaked"], blocked)
    return Explanation("", "")


# -- data races ------------------------------------------------------------------


def _at(step: Access) -> str:
    return f"line {step.line}" if step.line else "in the check's own code"


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
                        f"{step.thread} waits at {_at(waits[-1])} and is notified, but before it "
                        f"has the lock again {thieves[-1].thread} changes {later.what} "
                        f"({_at(thieves[-1])}). It goes on ({_at(later)}) without looking again: "
                        "the condition must be checked in a `while`, not an `if`.",
                        tuple((s.file, s.line) for s in (waits[-1], thieves[-1], later)),
                    )
                break
    return None


# -- blocked for ever ---------------------------------------------------------------


def _deadlock(steps: list[Any], blocked: list[dict[str, Any]]) -> Explanation:
    locks = [entry for entry in blocked if entry.get("owner")]
    places = tuple((e["file"], e["line"]) for e in blocked if e.get("line"))
    for entry in locks:
        owner = entry["owner"]
        if owner["thread"] == entry["thread"]:
            return Explanation(
                "self-deadlock",
                f"{entry['thread']} waits{_at_line(entry)} for {entry['on']}, which it took "
                f"itself at line {owner['taken_at']} and still holds.",
                ((entry["file"], owner["taken_at"]), (entry["file"], entry["line"])),
            )
    cycle = _cycle(locks)
    if cycle:
        parts = [
            f"{e['thread']} holds {_held(e, cycle)} and waits{_at_line(e)} for {e['on']}"
            for e in cycle
        ]
        return Explanation(
            "lock-order cycle",
            "; ".join(parts) + ". Each waits for the other: locks must be taken in one order.",
            tuple((e["file"], e["line"]) for e in cycle),
        )
    blocked_names = {entry["thread"] for entry in blocked}
    for entry in locks:
        owner = entry["owner"]
        if owner["thread"] not in blocked_names:
            return Explanation(
                "never-released lock",
                f"{entry['thread']} waits{_at_line(entry)} for {entry['on']}, which "
                f"{owner['thread']} took at line {owner['taken_at']} and never gave back.",
                ((owner["file"], owner["taken_at"]), (entry["file"], entry["line"])),
            )
    for entry in blocked:
        found = _waits_in_vain(entry, [Access.of(step) for step in steps])
        if found is not None:
            return found
    words = "; ".join(_waiting(entry) for entry in blocked)
    return Explanation("deadlock", f"Nobody can go on: {words}.", places)


def _cycle(locks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    by_thread = {entry["thread"]: entry for entry in locks}
    for start in locks:
        path = [start]
        while True:
            following = by_thread.get(path[-1]["owner"]["thread"])
            if following is None:
                break
            if following in path:
                return path[path.index(following) :]
            path.append(following)
    return []


def _held(entry: dict[str, Any], cycle: list[dict[str, Any]]) -> str:
    wanted = {other["on"] for other in cycle}
    for held in entry["holds"]:
        if held["lock"] in wanted:
            return f"{held['lock']} (since line {held['taken_at']})"
    return "a lock"


def _at_line(entry: dict[str, Any]) -> str:
    return f" at line {entry['line']}" if entry.get("line") else ""


def _waiting(entry: dict[str, Any]) -> str:
    on = f" on {entry['on']}" if entry.get("on") else ""
    return f"{entry['thread']} waits{_at_line(entry)} ({entry['waiting']}{on})"


def _waits_in_vain(entry: dict[str, Any], steps: list[Access]) -> Explanation | None:
    thread, on, line = entry["thread"], entry["on"], entry["line"]
    here = (entry["file"], line)
    if entry["waiting"] == "wake":
        begun = max(
            (i for i, s in enumerate(steps) if s.op == "wait" and s.thread == thread), default=0
        )
        notices = [s for s in steps if s.op.startswith("notify") and s.object == on]
        missed = [s for s in steps[:begun] if s in notices and s.value == "nobody waits"]
        if missed and not any(s in notices for s in steps[begun:]):
            return Explanation(
                "lost wake-up",
                f"{missed[-1].thread} notifies {on} at line {missed[-1].line} when nobody waits "
                f"yet; {thread} begins to wait afterwards, at line {line}, and nobody notifies it "
                "again. What it waits for must be a condition that it checks first.",
                ((missed[-1].file, missed[-1].line), here),
            )
        if notices:
            last = notices[-1]
            return Explanation(
                "missed notification",
                f"{thread} waits{_at_line(entry)} on {on} and is never woken: the last "
                f"notification (line {last.line}, by {last.thread}) went to another thread. "
                "One `notify` wakes one thread, which may be the wrong one.",
                ((last.file, last.line), here),
            )
        return Explanation(
            "missed notification",
            f"{thread} waits{_at_line(entry)} on {on}, and nobody ever notifies it.",
            (here,),
        )
    if entry["waiting"] == "get":
        looked = [
            s for s in steps if s.thread == thread and s.object == on and s.op in ("empty", "qsize")
        ]
        if looked:
            taken = [
                s
                for s in steps[steps.index(looked[-1]) :]
                if s.thread != thread and s.object == on and s.op == "get"
            ]
            if taken:
                return Explanation(
                    "check-then-act",
                    f"{thread} sees that the queue is not empty (line {looked[-1].line}); before "
                    f"it gets (line {line}), {taken[0].thread} takes the last item "
                    f"(line {taken[0].line}). So it waits for ever.",
                    ((looked[-1].file, looked[-1].line), (taken[0].file, taken[0].line), here),
                )
        return Explanation(
            "deadlock",
            f"{thread} waits{_at_line(entry)} for an item of {on}, and nobody puts one.",
            (here,),
        )
    return None


def _livelock(steps: list[Any], blocked: list[dict[str, Any]]) -> Explanation:
    spinning = [e for e in blocked if e["waiting"] == "spin"] or blocked
    if not spinning and steps:
        spinning = [{"thread": steps[-1]["thread"], "line": steps[-1]["line"], "file": ""}]
    if not spinning:
        return Explanation("livelock", "It goes round a loop for ever and gets nowhere.")
    entry = spinning[0]
    return Explanation(
        "livelock",
        f"{entry['thread']} goes round the loop{_at_line(entry)} for ever: nothing that it "
        "looks at changes any more.",
        ((entry["file"], entry["line"]),),
    )


def _leaked(names: list[str], blocked: list[dict[str, Any]]) -> Explanation:
    waiting = [_waiting(entry) for entry in blocked if entry["thread"] in names]
    why = f" ({'; '.join(waiting)})" if waiting else ""
    return Explanation(
        "leaked thread",
        f"The call is over but {', '.join(names)} never ends{why}.",
        tuple((e["file"], e["line"]) for e in blocked if e["thread"] in names),
    )


def _exception(error: dict[str, Any], found: Explanation | None) -> Explanation:
    frames = error.get("traceback") or []
    where = f" at line {frames[-1]['line']}" if frames else ""
    text = f"{error['type']}{where}: {error['message']}"
    if found is not None:
        return Explanation(found.pattern, f"{text}. {found.sentence}", found.lines)
    places = ((frames[-1]["file"], frames[-1]["line"]),) if frames else ()
    return Explanation("exception", text, places)

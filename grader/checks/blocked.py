"""Says in plain words why threads wait for ever: deadlocks, missed notifications, livelocks."""

from __future__ import annotations

from typing import Any

from grader.checks.explanation import Explanation, at, line
from grader.checks.races import Access


def deadlock(steps: list[Any], blocked: list[dict[str, Any]]) -> Explanation:
    locks = [entry for entry in blocked if entry.get("owner")]
    places = tuple((e["file"], e["line"]) for e in blocked if e.get("line"))
    for entry in locks:
        owner = entry["owner"]
        if owner["thread"] == entry["thread"]:
            return Explanation(
                "self-deadlock",
                f"{entry['thread']} waits {_at(entry)} for {entry['on']}, which it took "
                f"itself {at(owner['file'], owner['taken_at'])} and still holds.",
                ((entry["file"], owner["taken_at"]), (entry["file"], entry["line"])),
            )
    cycle = _cycle(locks)
    if cycle:
        parts = [
            f"{e['thread']} holds {_held(e, cycle)} and waits {_at(e)} for {e['on']}" for e in cycle
        ]
        return Explanation(
            "lock-order cycle",
            ". ".join(parts) + ". Each waits for the other: locks must be taken in one order.",
            tuple((e["file"], e["line"]) for e in cycle),
        )
    blocked_names = {entry["thread"] for entry in blocked}
    for entry in locks:
        owner = entry["owner"]
        if owner["thread"] not in blocked_names:
            return Explanation(
                "never-released lock",
                f"{entry['thread']} waits {_at(entry)} for {entry['on']}, which "
                f"{owner['thread']} took {at(owner['file'], owner['taken_at'])} and never gave "
                "back.",
                ((owner["file"], owner["taken_at"]), (entry["file"], entry["line"])),
            )
    kept = _kept_while_joining(locks, blocked)
    if kept is not None:
        return kept
    for entry in blocked:
        found = _waits_in_vain(entry, [Access.of(step) for step in steps])
        if found is not None:
            return found
    words = " ".join(_waiting(entry) for entry in blocked)
    return Explanation("deadlock", f"Nobody can go on. {words}", places)


def _kept_while_joining(
    locks: list[dict[str, Any]], blocked: list[dict[str, Any]]
) -> Explanation | None:
    """A thread has a lock and waits for the end of one that needs it."""
    joins = {
        (entry["thread"], entry["on"]): entry for entry in blocked if entry["waiting"] == "join"
    }
    for entry in locks:
        owner = entry["owner"]
        if (owner["thread"], f"thread {entry['thread']}") in joins:
            return Explanation(
                "lock kept while joining",
                f"{entry['thread']} waits {_at(entry)} for {entry['on']}. {owner['thread']} took "
                f"it {at(owner['file'], owner['taken_at'])}, never gave it back, and now waits for "
                f"the end of {entry['thread']}, which so never comes. A lock has to be given back "
                "on every way out, an exception included.",
                ((owner["file"], owner["taken_at"]), (entry["file"], entry["line"])),
            )
    return None


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
            return f"{held['lock']} (taken {at('', held['taken_at'])})"
    return "a lock"


def _waiting(entry: dict[str, Any]) -> str:
    on = f" on {entry['on']}" if entry.get("on") else ""
    return f"{entry['thread']} waits {_at(entry)} ({entry['waiting']}{on})."


def _waits_in_vain(entry: dict[str, Any], steps: list[Access]) -> Explanation | None:
    thread, on, waits = entry["thread"], entry["on"], _at(entry)
    here = (entry["file"], entry["line"])
    if entry["waiting"] == "wake":
        begun = max(
            (i for i, s in enumerate(steps) if s.op == "wait" and s.thread == thread), default=0
        )
        notices = [s for s in steps if s.op.startswith("notify") and s.object == on]
        missed = [s for s in steps[:begun] if s in notices and s.value == "nobody waits"]
        if missed and not any(s in notices for s in steps[begun:]):
            return Explanation(
                "lost wake-up",
                f"{missed[-1].thread} notifies {on} {_by(missed[-1])} when nobody waits "
                f"yet; {thread} begins to wait afterwards, {waits}, and nobody notifies it "
                "again. What it waits for must be a condition that it checks first.",
                ((missed[-1].file, missed[-1].line), here),
            )
        if notices:
            last = notices[-1]
            return Explanation(
                "missed notification",
                f"{thread} waits {waits} on {on} and is never woken: the last notification "
                f"({_line(last)}, by {last.thread}) went to another thread. "
                "One `notify` wakes one thread, which may be the wrong one.",
                ((last.file, last.line), here),
            )
        return Explanation(
            "missed notification",
            f"{thread} waits {waits} on {on}, and nobody ever notifies it.",
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
                    f"{thread} sees that the queue is not empty ({_line(looked[-1])}); before "
                    f"it gets ({line(*here)}), {taken[0].thread} takes the last item "
                    f"({_line(taken[0])}). So it waits for ever.",
                    ((looked[-1].file, looked[-1].line), (taken[0].file, taken[0].line), here),
                )
        return Explanation(
            "deadlock",
            f"{thread} waits {waits} for an item of {on}, and nobody puts one.",
            (here,),
        )
    return None


def livelock(steps: list[Any], blocked: list[dict[str, Any]]) -> Explanation:
    spinning = [e for e in blocked if e["waiting"] == "spin"] or blocked
    if not spinning and steps:
        spinning = [{"thread": steps[-1]["thread"], "line": steps[-1]["line"], "file": ""}]
    if not spinning:
        return Explanation("livelock", "It goes round a loop for ever and gets nowhere.")
    entry = spinning[0]
    return Explanation(
        "livelock",
        f"{entry['thread']} goes round the loop {_at(entry)} for ever: nothing that it "
        "looks at changes any more.",
        ((entry["file"], entry["line"]),),
    )


def leaked(names: list[str], blocked: list[dict[str, Any]]) -> Explanation:
    waiting = [_waiting(entry) for entry in blocked if entry["thread"] in names]
    return Explanation(
        "leaked thread",
        " ".join((f"The call is over but {', '.join(names)} never ends.", *waiting)),
        tuple((e["file"], e["line"]) for e in blocked if e["thread"] in names),
    )


def _at(entry: dict[str, Any]) -> str:
    return at(entry.get("file"), entry.get("line"))


def _by(step: Access) -> str:
    return at(step.file, step.line)


def _line(step: Access) -> str:
    return line(step.file, step.line)

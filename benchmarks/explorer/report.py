"""Writes docs/EXPLORER-VALIDATION.md from the measurements kept in `results/`."""

import json
from pathlib import Path
from typing import Any

from benchmarks.explorer.differences import why
from benchmarks.explorer.engines import HANG, median
from tests.explore.programs import Case, Program, cases, load
from tests.explore.yardstick_suites import FUTURES, LOCKS, QUEUES, THREADING

RESULTS = Path(__file__).parent / "results"
DOCUMENT = Path(__file__).parents[2] / "docs" / "EXPLORER-VALIDATION.md"
NOT_EXPRESSIBLE = "NotExpressible"


def results() -> dict[str, Any]:
    return {path.stem: json.loads(path.read_text()) for path in sorted(RESULTS.glob("*.json"))}


def document() -> str:
    kept = results()
    parts = [INTRODUCTION, corpus_table(), *comparison(kept), *yardstick(kept), LIMITS]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def table(header: list[str], rows: list[list[Any]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def corpus_table() -> str:
    topics = sorted({program.topic for program in load()})
    rows: list[list[Any]] = []
    for topic in topics:
        programs = [p for p in load() if p.topic == topic]
        rows.append([topic, *_counts(programs)])
    rows.append(["**all**", *(f"**{n}**" for n in _counts(load()))])
    return table(["topic", "wrong programs", "right programs", "programs by scenarios"], rows)


def _counts(programs: list[Program]) -> list[int]:
    right = sum(p.is_right for p in programs)
    return [len(programs) - right, right, sum(len(p.cases) for p in programs)]


def comparison(kept: dict[str, Any]) -> list[str]:
    """The three engines side by side, and where frontrun differs."""
    by_id = {case.id: case for case in cases()}
    rows = []
    for engine in ("explorer", "frontrun", "stress"):
        if engine in kept:
            rows.append(_engine_row(engine, kept[engine][engine], by_id))
    header = [
        "engine",
        "bugs found",
        "found with the exact kinds",
        "right programs accused",
        "no answer",
        "can't be asked",
        "median s, wrong program",
        "median s, right program",
        "median executions",
    ]
    parts = [COMPARISON, table(header, rows)]
    if "explorer" in kept:
        parts.append(_cost(kept["explorer"]["explorer"], by_id))
    if "frontrun" in kept:
        parts.append(_differences(kept["frontrun"]["frontrun"], by_id))
    return parts


def _engine_row(engine: str, rows: dict[str, Any], by_id: dict[str, Case]) -> list[Any]:
    asked = {i: r for i, r in rows.items() if i in by_id and not _unaskable(r)}
    answered = {i: r for i, r in asked.items() if r["kinds"] is not None}
    wrong = {i: r for i, r in answered.items() if by_id[i].expected}
    right = {i: r for i, r in answered.items() if not by_id[i].expected}
    total = sum(bool(by_id[i].expected) for i in asked)
    exact = sum(by_id[i].expected == _kinds(r, by_id[i]) for i, r in wrong.items())
    return [
        engine,
        f"{sum(bool(r['kinds']) for r in wrong.values())} / {total}",
        exact,
        f"{sum(bool(r['kinds']) for r in right.values())} / {len(asked) - total}",
        len(asked) - len(answered),
        len(rows) - len(asked),
        f"{median([r['seconds'] for r in wrong.values()]):.3f}",
        f"{median([r['seconds'] for r in right.values()]):.3f}",
        f"{median([r['executions'] for r in answered.values()]):.0f}",
    ]


def _unaskable(row: dict[str, Any]) -> bool:
    return str(row["note"]).startswith(NOT_EXPRESSIBLE)


def _kinds(row: dict[str, Any], case: Case) -> frozenset[str]:
    """A stress loop can't tell a deadlock from a livelock: a hang counts as either."""
    if row["kinds"] == [HANG]:
        return case.expected & {"deadlock", "livelock"}
    return frozenset(row["kinds"])


def _cost(rows: dict[str, Any], by_id: dict[str, Case]) -> str:
    firsts = sorted(r["first"] for i, r in rows.items() if i in by_id and "first" in r)
    seconds = [r["first_seconds"] for i, r in rows.items() if i in by_id and "first" in r]
    right = [r for i, r in rows.items() if i in by_id and not by_id[i].expected]
    whole = sum(r["note"] == "exhausted" for r in right)
    at = lambda share: firsts[min(len(firsts) - 1, int(share * len(firsts)))]  # noqa: E731
    return (
        f"The explorer's first bug in a wrong program came in execution {at(0.5)} (median), "
        f"{at(0.9)} (90 %), {firsts[-1]} (the latest), after {median(seconds) * 1000:.0f} ms "
        f"(median). Of {len(right)} right programs it went through the whole space of {whole} "
        f"within the default budget of 300 executions."
    )


def _differences(rows: dict[str, Any], by_id: dict[str, Case]) -> str:
    lines = []
    for name, row in sorted(rows.items()):
        case = by_id.get(name)
        if case is None or _unaskable(row):
            continue
        kinds = None if row["kinds"] is None else frozenset(row["kinds"])
        if kinds != case.expected:
            said = "no answer" if kinds is None else ", ".join(sorted(kinds)) or "nothing"
            there_is = ", ".join(sorted(case.expected)) or "nothing"
            lines.append([name, there_is, said, why(name)])
    return DIFFERENCES + "\n\n" + table(["case", "there is", "frontrun saw", "why"], lines)


def yardstick(kept: dict[str, Any]) -> list[str]:
    """CPython's own tests: how many pass, on which version, and what is left out."""
    measured = {name: data for name, data in kept.items() if name.startswith("fidelity-")}
    versions = sorted(measured, key=lambda name: int(name.split(".")[-1]))
    rows: list[list[Any]] = []
    for suite in (LOCKS, THREADING, QUEUES, FUTURES):
        for cls in suite.classes:
            cells = [measured[v].get(f"{suite.name}.{cls}", "not installed") for v in versions]
            rows.append([suite.name, cls, *cells])
    header = ["file", "class", *(name.removeprefix("fidelity-") for name in versions)]
    left_out = [
        [suite.name, name, reason]
        for suite in (LOCKS, THREADING, QUEUES, FUTURES)
        for name, reason in [*suite.without_classes.items(), *suite.without_methods.items()]
    ]
    return [
        YARDSTICK,
        table(header, rows),
        "Left out, and why:",
        table(["file", "class or method", "reason"], left_out),
    ]


def write() -> None:
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(document())


INTRODUCTION = """
# How the schedule explorer is validated

This page is generated (`python -m benchmarks.explorer report`) from the corpus under
`tests/explore/corpus/` and from the measurements kept in `benchmarks/explorer/results/`; a test
fails when it is stale.

Five things are checked by tests on every change:

1. **Corpus.** Each program names the kinds of bugs that must be found in it. A missed bug, a bug of
   another kind and a false alarm all fail, and so does another number of executions in another
   process with another hash seed.
2. **Brute force.** Random programs in a little language of variables, locks, semaphores, events and
   conditions are explored, and walked through by a state machine that shares no code with the
   explorer. The sets of outcomes must be equal.
3. **Search without reduction.** Small programs of the corpus are explored with plain depth-first
   search too; the reduction may not lose an outcome.
4. **Replay.** Every witness must show its outcome again.
5. **CPython's own tests** of locks, threads, queues and executors run on the controlled modules.

## The corpus
"""

COMPARISON = """
## Beside a stress loop and frontrun

One question for each program (the first scenario with a bug, or the first of a right program).
*Explorer*: default budget, no limit of time. *Stress*: runs in a loop for one second with
`sys.setswitchinterval(1e-6)`; a run that does not end counts as a bug found. *frontrun* 0.7.0: DPOR
without a preemption bound, 300 executions and 20 s at most; it controls only threads that it is
given, so scenarios in which the student's code starts them can't be asked. Times depend on the
machine and its load; counts for the explorer do not.
"""

DIFFERENCES = """
### Where frontrun differs

On every other case that can be put to it, frontrun sees exactly the kinds that the corpus declares.
"""

YARDSTICK = """
## CPython's own tests on the controlled modules

Passed of run, under the one schedule that nobody disturbs (`timeouts="late"`). Debian and Ubuntu
keep these files in `libpython3-testsuite`; some builds leave `test_concurrent_futures` out.
"""

LIMITS = """
## What this does not show

- Programs are small: two or three threads, a few operations each. That is what a check runs.
- Brute force covers attributes, dictionary entries and globals, locks, semaphores, events and
  conditions. Queues, executors, timers and barriers are covered by the corpus and CPython's tests.
- A kind is judged from the observation, so a wrong explanation of a right verdict is not caught.
"""

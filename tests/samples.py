"""Gradings of every shape, for tests of what is shown."""

from __future__ import annotations

from typing import Any

from grader.model import (
    SCHEMA,
    CheckResult,
    Engine,
    Flag,
    GradeReport,
    IsolationLevel,
    Misconception,
    Usage,
    Verdict,
)

SOURCE = '''"""A counter for many threads."""

import threading


class Counter:
    """Counts, and should lose nothing."""

    def __init__(self) -> None:
        self.value = 0
        self.lock = threading.Lock()

    def add(self, n: int = 1) -> None:
        self.value += n  # no lock


def count(threads: int, times: int) -> int:
    counter = Counter()
    workers = [threading.Thread(target=lambda: [counter.add() for _ in range(times)])]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
'''

LOST_UPDATE: dict[str, Any] = {
    "steps": [
        {"thread": thread, "line": 14, "source": "self.value += n  # no lock",
         "op": operation, "attr": "value", "value": value}
        for thread, operation, value in [
            ("Thread-1", "read", 0),
            ("Thread-2", "read", 0),
            ("Thread-2", "write", 1),
            ("Thread-1", "write", 1),
        ]
    ],
    "explanation": "Both threads read 0 before either wrote 1, so one increment was lost.",
}  # fmt: skip

DEADLOCK: dict[str, Any] = {
    "blocked": [
        {"thread": "Thread-1", "on": "b.lock", "line": 14,
         "holds": [{"lock": "a.lock", "taken_at": 9}]},
        {"thread": "Thread-2", "on": "a.lock", "line": 14,
         "holds": [{"lock": "b.lock", "taken_at": 9}]},
    ],
}  # fmt: skip


def check(id: str = "adds_up", verdict: Verdict = Verdict.PASSED, **fields: Any) -> CheckResult:
    """One check; what is not given is as plain as can be."""
    maximum = fields.pop("max_score", 2.0)
    passed = verdict is Verdict.PASSED
    defaults: dict[str, Any] = {
        "title": "Adds up in one thread",
        "score": maximum if passed else 0.0,
        "visible": False,
    }
    return CheckResult(id=id, verdict=verdict, max_score=maximum, **{**defaults, **fields})


def report(*checks: CheckResult, **fields: Any) -> GradeReport:
    """One grading, scored as the pipeline scores."""
    decided = [c for c in checks if c.verdict is not Verdict.INCONCLUSIVE]
    failed = [c.verdict for c in decided if c.verdict is not Verdict.PASSED]
    verdict = failed[0] if failed else Verdict.PASSED
    if len(decided) < len(checks):
        verdict = Verdict.INCONCLUSIVE
    defaults: dict[str, Any] = {
        "schema": SCHEMA,
        "exercise": "lock",
        "title": "Locks: a counter that loses nothing",
        "student": None,
        "score": sum(c.score for c in decided),
        "max_score": sum(c.max_score for c in decided),
        "verdict": verdict,
        "isolation": IsolationLevel.FULL,
        "seed": 4711,
        "flags": (),
        "usage": Usage(wall=0.42, cpu=0.3, peak_memory=41 << 20, sandboxes=1),
        "engine": Engine(
            grader="0.1.0", python="3.11.7", platform="linux", submission_digest="5f1d" * 16
        ),
    }
    return GradeReport(checks=checks, **{**defaults, **fields})


def full_marks() -> GradeReport:
    """Everything passed."""
    return report(
        check("adds_up", visible=True),
        check("no_lost_update", title="No update is lost under any schedule", max_score=4.0),
        check("released", title="The lock is released when `add` raises"),
        check("own_lock", title="Two counters never wait for each other"),
    )


def lost_update() -> GradeReport:
    """The exercise not done: a race with its schedule, and a check that builds on it."""
    return report(
        check("adds_up", visible=True),
        check(
            "no_lost_update",
            Verdict.FAILED,
            title="No update is lost under any schedule",
            max_score=4.0,
            feedback="2 increments ran, the counter says 1.",
            hint="`self.value += n` is a read and a write; another thread may run between them.",
            witness=LOST_UPDATE,
        ),
        check(
            "released",
            Verdict.FAILED,
            title="The lock is released when add raises",
            visible=True,
            observed="add('x') raised nothing",
            expected="TypeError",
            feedback="A string is no number: `add` should let the error out.",
            stdout="adding x\n",
        ),
        check("own_lock", Verdict.NOT_RUN, title="Two counters never wait for each other",
              feedback="It builds on `no_lost_update`."),
        misconceptions=(
            Misconception(
                id="no_lock",
                title="The lock is made, but never used",
                feedback="Take it around the whole of `self.value += n`, with `with self.lock:`.",
            ),
        ),
    )  # fmt: skip


def deadlock() -> GradeReport:
    """Two threads that wait for each other, at a weak isolation level."""
    return report(
        check("adds_up", visible=True),
        check(
            "no_deadlock",
            Verdict.DEADLOCK,
            title="Two transfers in opposite directions end",
            feedback="Every thread waits for another.",
            witness=DEADLOCK,
            hint="Take the two locks in an order that does not depend on the arguments.",
        ),
        isolation=IsolationLevel.LIMITED,
        flags=(Flag(kind="ctypes", message="The file imports ctypes.", line=3),),
    )


def unloadable() -> GradeReport:
    """A file that does not parse."""
    problem = (
        "lock.py, line 3: invalid syntax\n    def add(self\n               ^\n'(' was never closed"
    )
    return report(
        check("adds_up", Verdict.IMPORT_ERROR, visible=True, feedback=problem),
        check("no_lost_update", Verdict.IMPORT_ERROR, title="No update is lost", feedback=problem),
        problem=problem,
    )


def inconclusive() -> GradeReport:
    """A check that the grader could not decide."""
    return report(
        check("adds_up", visible=True),
        check(
            "no_lost_update",
            Verdict.INCONCLUSIVE,
            title="No update is lost under any schedule",
            feedback="The sandbox was lost twice.",
        ),
    )


HOSTILE = (
    "<script>alert(1)</script> [red]red[/red] \x1b[2J\x1b]0;owned\x07 \u202eevil "
    "{{ 7*7 }} ::error::x &amp; '\" `<b>`"
)
"""Everything that some format takes for a command."""


def hostile() -> GradeReport:
    """Hostile text in every field that a submission can reach."""
    return report(
        check(
            "adds_up",
            Verdict.FAILED,
            visible=True,
            title=HOSTILE,
            feedback=HOSTILE,
            hint=HOSTILE,
            observed=HOSTILE,
            expected=HOSTILE,
            stdout=HOSTILE + "\n::set-output name=a::b\n",
            stderr=HOSTILE,
            witness={
                "steps": [{"thread": HOSTILE, "line": 1, "source": HOSTILE, "what": HOSTILE}],
                "blocked": [{"thread": HOSTILE, "on": HOSTILE, "line": "x", "holds": 3}],
                "explanation": HOSTILE,
            },
        ),
        title=HOSTILE,
        student=HOSTILE,
        problem=f"problem: {HOSTILE}",
        flags=(Flag(kind="x", message=HOSTILE, file=HOSTILE, line=1),),
        misconceptions=(Misconception(id="x", title=HOSTILE, feedback=HOSTILE),),
    )


SHAPES = {
    shape.__name__: shape
    for shape in (full_marks, lost_update, deadlock, unloadable, inconclusive, hostile)
}

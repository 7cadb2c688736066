"""Reports for the browser: a schedule with choices, processes, a deadlock, hostile text."""

from __future__ import annotations

from typing import Any

from grader.model import GradeReport, Verdict
from tests import samples

RACE = {
    "kind": "schedule",
    "steps": [
        {"thread": thread, "line": 14, "file": "lock.py", "source": "self.value += n  # no lock",
         "op": op, "object": "Counter #1", "attr": "value", "value": value, "holds": []}
        for thread, op, value in [
            ("Thread-1", "read", "0"), ("Thread-2", "read", "0"),
            ("Thread-2", "write", "1"), ("Thread-1", "write", "1"),
        ]
    ],
    "explanation": "Both threads read 0 before either wrote 1, so one increment was lost.",
    "choices": {
        "threads": ["Thread-1", "Thread-2"],
        "texts": ["read\tvalue\t0", "write\tvalue\t1", "", "One is lost.", "read\tvalue\t1",
                  "write\tvalue\t2"],
        "nodes": ["-1 0 14 0", "0 1 14 0", "1 1 14 1", "2 0 14 1", "0 0 14 1", "4 1 14 4",
                  "5 1 14 5"],
        "ends": ["3 0 3", "6 1 2"],
    },
}  # fmt: skip
LOCKS = {
    "kind": "schedule",
    "steps": [
        {"thread": thread, "line": line, "file": "lock.py", "source": "with lock:", "op": "acquire",
         "object": lock, "attr": None, "value": None, "holds": holds}
        for thread, line, lock, holds in [
            ("Thread-1", 9, "a.lock", []), ("Thread-2", 9, "b.lock", []),
        ]
    ],
    "blocked": [
        {"thread": "Thread-1", "file": "lock.py", "on": "b.lock", "line": 14,
         "holds": [{"lock": "a.lock", "taken_at": 9}]},
        {"thread": "Thread-2", "file": "lock.py", "on": "a.lock", "line": 14,
         "holds": [{"lock": "b.lock", "taken_at": 9}]},
    ],
}  # fmt: skip
TIMELINE = {
    "kind": "timeline",
    "events": [
        {"pid": pid, "task": task, "thread": "MainThread", "what": what}
        for pid, task, what in [
            (0, None, "begins"), (1, 5, "start"), (2, 7, "start"), (1, 5, "waits"),
            (2, 7, "killed"), (1, 5, "goes on"), (1, 5, "end"), (3, 8, "start"),
            (3, 8, "raised ValueError"),
        ]
    ],
}  # fmt: skip
HUNG = {
    "kind": "hang",
    "explanation": "The main process has waited for the workers of pool at line 16.",
    "waits": [{"thread": "The main process", "line": 16, "kind": "workers", "what": "pool",
               "on": "the workers of pool", "holder": "", "holder_line": None}],
    "events": [
        {"pid": 0, "task": None, "thread": "MainThread", "what": "begins"},
        {"pid": 1, "task": 5, "thread": "MainThread", "what": "start"},
        {"pid": 1, "task": 5, "thread": "MainThread", "what": "waits"},
        {"pid": 0, "what": "hangs", "line": 16, "on": "the workers of pool"},
        {"pid": 1, "what": "hangs", "line": 10, "on": "the lock"},
        {"pid": 2, "what": "rests", "line": None, "on": "next task"},
        {"pid": 3, "what": "rests", "line": None, "on": "queue not emptied"},
    ],
}  # fmt: skip


def hung() -> GradeReport:
    """A hidden check whose processes hang."""
    return samples.report(
        samples.check("all", Verdict.TIMEOUT, title="Every task is done", witness=HUNG,
                      feedback="It did not end within 8 s. " + HUNG["explanation"]),
    )  # fmt: skip


def everything() -> GradeReport:
    """One check of each kind."""
    return samples.report(
        samples.check("adds_up", visible=True),
        samples.check("race", Verdict.FAILED, title="No update is lost", witness=RACE,
                      feedback="2 increments ran, the counter says 1.", hint="Use `with`."),
        samples.check("stuck", Verdict.DEADLOCK, title="It ends", witness=LOCKS,
                      feedback="Every thread waits for another."),
        samples.check("processes", Verdict.FAILED, title="Every task is done", witness=TIMELINE,
                      visible=True, observed="2", expected="3", stdout="hello\n"),
        samples.check("later", Verdict.NOT_RUN, feedback="It builds on `race`."),
    )  # fmt: skip


HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>"
    "<!--<script>{{7*7}} javascript:alert(4) ]]> \u2028\u202e\x00\x1b[2J '\"`"
)


def hostile() -> GradeReport:
    """Hostile text wherever a submission reaches, in every kind of witness."""
    return samples.report(
        *(
            samples.check(
                kind,
                Verdict.FAILED,
                visible=True,
                title=HOSTILE,
                feedback=HOSTILE,
                hint=HOSTILE,
                observed=HOSTILE,
                expected=HOSTILE,
                stdout=HOSTILE,
                stderr=HOSTILE,
                witness=poisoned(witness),
            )
            for kind, witness in (("race", RACE), ("stuck", LOCKS), ("processes", TIMELINE))
        ),
        title=HOSTILE,
        student=HOSTILE,
        problem=HOSTILE,
    )


def poisoned(value: Any) -> Any:
    """``value`` with hostile text behind each of its texts that is shown."""
    if isinstance(value, dict):
        fixed = {"kind", "file", "op", "what", "nodes", "ends"}
        return {key: one if key in fixed else poisoned(one) for key, one in value.items()}
    if isinstance(value, list):
        return [poisoned(one) for one in value]
    if isinstance(value, str):
        return value + HOSTILE.replace("\t", "")
    return value

"""The words and marks for verdicts and isolation levels, the same wherever they are shown."""

from __future__ import annotations

from grader.model import CheckResult, GradeReport, IsolationLevel, Verdict
from grader.text import number

VERDICTS: dict[Verdict, str] = {
    Verdict.PASSED: "passed",
    Verdict.FAILED: "failed",
    Verdict.TIMEOUT: "did not end",
    Verdict.DEADLOCK: "deadlock",
    Verdict.CRASHED: "crashed",
    Verdict.IMPORT_ERROR: "could not be loaded",
    Verdict.NOT_RUN: "not run",
    Verdict.INCONCLUSIVE: "not decided",
}

ISOLATION: dict[IsolationLevel, str] = {
    IsolationLevel.FULL: "full (namespaces, system call filter, limits)",
    IsolationLevel.LANDLOCK: "landlock (files and system calls; the network is open)",
    IsolationLevel.LIMITED: "limited (resources only; files and network are open)",
    IsolationLevel.BASIC: "basic (a process group only)",
}

INCONCLUSIVE = "Something could not be decided. That is not your fault, and costs you no point."


def mark(verdict: Verdict) -> str:
    """One character for a verdict."""
    marks = {Verdict.PASSED: "✓", Verdict.NOT_RUN: "○", Verdict.INCONCLUSIVE: "?"}
    return marks.get(verdict, "✗")


def points(check: CheckResult) -> str:
    """What a check earned: a dash for one that counts in no total."""
    return "-" if check.verdict is Verdict.INCONCLUSIVE else number(check.score)


def perhaps(report: GradeReport) -> str:
    """How the known mistakes are introduced that fail the same checks."""
    one = len(report.misconceptions) == 1
    return "This looks like a known mistake" if one else "This looks like one of these mistakes"


def tone(report: GradeReport) -> str:
    """The colour of the whole: ``good``, ``part``, ``bad`` or ``open`` (not decided)."""
    if report.verdict is Verdict.INCONCLUSIVE:
        return "open"
    if report.verdict is Verdict.PASSED:
        return "good"
    return "part" if report.score else "bad"

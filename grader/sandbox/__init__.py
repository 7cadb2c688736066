"""The sandbox, from outside: start it, run a job in it, and be told what became of it."""

from __future__ import annotations

from grader.sandbox.keeper import Keeper
from grader.sandbox.outlook import Outlook
from grader.sandbox.probe import Finding, Probe, probe
from grader.sandbox.process import Sandbox
from grader.sandbox.reserve import Reserve
from grader.sandbox.result import RunResult, RunStatus

__all__ = [
    "Finding",
    "Keeper",
    "Outlook",
    "Probe",
    "Reserve",
    "RunResult",
    "RunStatus",
    "Sandbox",
    "probe",
]

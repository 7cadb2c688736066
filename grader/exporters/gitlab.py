"""GitLab: a Code Quality report, which marks the student's lines in a merge request.

Source: "Code Quality", "Import Code Quality results from a CI/CD job" of docs.gitlab.com: a JSON
array of ``description``, ``check_name``, ``fingerprint`` (unique), ``severity`` (info, minor,
major, critical, blocker) and ``location`` with ``path`` and ``lines.begin``.

*Not decided* is ``info``: it is no finding about the student's file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from grader.exporters.encoding import to_json
from grader.exporters.feedback import message, student_report
from grader.exporters.words import words
from grader.model import CheckResult, GradeReport, Verdict
from grader.text import one_line
from grader.witness import read_witness

MAX_DESCRIPTION = 500
"""Characters: it is shown on one line."""


def code_quality(findings: Iterable[tuple[GradeReport, str]], lang: str = "en") -> bytes:
    """Write the checks that did not pass.

    Args:
        findings: each grading, with the path of the student's file in the repository.
        lang: of the texts.
    """
    said = words(lang)
    entries: list[dict[str, Any]] = []
    for report, file in findings:
        seen = student_report(report)
        for check, raw in zip(seen.checks, report.checks, strict=True):
            if check.verdict not in (Verdict.PASSED, Verdict.NOT_RUN):
                told = one_line(f"{check.title}: {message(check, said)}", MAX_DESCRIPTION)
                entries.append(_entry(report.exercise, raw, told, file))
    return to_json(entries)


def _entry(exercise: str, check: CheckResult, told: str, file: str) -> dict[str, Any]:
    name = f"{exercise}.{check.id}"
    witness = read_witness(check.witness)
    undecided = check.verdict is Verdict.INCONCLUSIVE
    return {
        "description": told,
        "check_name": name,
        "fingerprint": hashlib.sha256(f"{name}\0{file}".encode()).hexdigest(),
        "severity": "info" if undecided else "major",
        "location": {
            "path": file,
            "lines": {"begin": (witness.last_line if witness else None) or 1},
        },
    }

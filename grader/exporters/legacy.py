"""GitHub Classroom (retired in August 2026): the result of a grading step, in base64.

Source: the sources of classroom-resources/autograding-grading-reporter (src/main.js,
src/notify-classroom.js): each runner's ``<RUNNER>_RESULTS`` is base64 of JSON with ``version``,
``status`` pass, fail or error, ``max_score`` and ``tests``, whose scores are added up. A runner
whose ``max_score`` is 0 is left out of the points, and ``error`` fails the job.

*Not decided* is therefore ``error`` with a ``max_score`` of 0: no points are reported at all.
"""

from __future__ import annotations

import base64
from typing import Any

import msgspec

from grader.exporters.feedback import message, student_report
from grader.exporters.words import words
from grader.model import GradeReport, Verdict
from grader.witness import read_witness

VERSION = 1


def result(report: GradeReport, file: str = "", lang: str = "en") -> bytes:
    """Write the value of ``<RUNNER>_RESULTS``: one line of base64.

    Args:
        report: the grading.
        file: path of the student's file in the repository.
        lang: of the texts.
    """
    said = words(lang)
    seen = student_report(report)
    undecided = seen.verdict is Verdict.INCONCLUSIVE
    lines = [read_witness(check.witness) for check in report.checks]
    tests: list[dict[str, Any]] = []
    for check, witness in zip(seen.checks, lines, strict=True):
        passed = check.verdict is Verdict.PASSED
        failed = check.verdict in (Verdict.FAILED, Verdict.DEADLOCK)
        tests.append(
            {
                "name": check.title,
                "status": "pass" if passed else "fail" if failed else "error",
                "score": 0 if undecided else check.score,
                "message": "" if passed else message(check, said),
                "test_code": "",
                "filename": file,
                "line_no": (witness.last_line or 0) if witness else 0,
                "duration": round(check.duration, 3),
            }
        )
    status = "error" if undecided or seen.problem else "pass"
    if status == "pass" and seen.verdict is not Verdict.PASSED:
        status = "fail"
    content = {
        "version": VERSION,
        "status": status,
        "max_score": 0 if undecided else seen.max_score,
        "tests": tests,
    }
    return base64.b64encode(msgspec.json.encode(content)) + b"\n"

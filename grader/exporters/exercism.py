"""Exercism: ``results.json`` of a test runner, version 3 of the interface.

Source: "The Test Runner Interface" of the Exercism documentation
(building/tooling/test-runners/interface.md): ``status`` pass, fail or error; ``message`` belongs to
an error and has 65,535 characters at most, fewer where they take several bytes; ``tests`` stand in
the order of the tests' file; a test's ``output`` has 500 characters at most. The runner ends with
exit code 0 whatever the status is. ``test_code`` is left out: the checks are not for students.

*Not decided*: there are no points here, but ``fail`` would blame the student and ``pass`` would
be a lie. Where another check failed for certain, ``fail`` is the truth, and the undecided test is
an ``error`` that says so. Where none did, the whole is an ``error`` without tests.
"""

from __future__ import annotations

from typing import Any

from grader.exporters.encoding import cut_bytes, to_json
from grader.exporters.feedback import message, output, student_report
from grader.exporters.words import Words, words
from grader.model import CheckResult, GradeReport, Verdict
from grader.text import cut

VERSION = 3
MAX_MESSAGE = 65_535
"""Bytes."""
MAX_OUTPUT = 500
"""Characters."""

_FAILED = (Verdict.FAILED, Verdict.DEADLOCK)


def results(report: GradeReport, lang: str = "en") -> bytes:
    """Write ``results.json``."""
    said = words(lang)
    seen = student_report(report)
    failed = [c for c in seen.checks if c.verdict not in (Verdict.PASSED, Verdict.INCONCLUSIVE)]
    undecided = seen.verdict is Verdict.INCONCLUSIVE
    if seen.problem or (undecided and not failed) or not seen.checks:
        reason = seen.problem or said.inconclusive
        return to_json({"version": VERSION, "status": "error", "message": _message(reason)})
    return to_json(
        {
            "version": VERSION,
            "status": "fail" if failed else "pass",
            "message": None,
            "tests": [_test(check, said) for check in seen.checks],
        }
    )


def _test(check: CheckResult, said: Words) -> dict[str, Any]:
    if check.verdict is Verdict.PASSED:
        status, text = "pass", None
    else:
        status = "fail" if check.verdict in _FAILED else "error"
        text = _message(message(check, said))
    return {
        "name": check.title,
        "status": status,
        "message": text,
        "output": _output(output(check), said) or None,
    }


def _message(text: str) -> str:
    return cut_bytes(text, MAX_MESSAGE)


def _output(text: str, said: Words) -> str:
    if len(text) <= MAX_OUTPUT:
        return text
    note = f"\n{said.cut_short}"
    return cut(text, MAX_OUTPUT - len(note)) + note

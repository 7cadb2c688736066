"""PrairieLearn: ``/grade/results/results.json`` of an external grader.

Source: "External Grading" of the PrairieLearn documentation (docs/externalGrading.md): ``score``
from 0 to 1 is required unless ``gradable`` is false; the file may have 1 MB; ``gradable: false``
with ``format_errors`` means "invalid, not gradable": no points are awarded or lost, and the attempt
is not counted.

*Not decided* is exactly that. So is, as the documentation says, a file that can't be loaded. The
results element escapes HTML itself, and turns terminal escapes into HTML: there are none left.
"""

from __future__ import annotations

from typing import Any

from grader.exporters.encoding import cut_bytes, to_json
from grader.exporters.feedback import known_mistakes, message, output, student_report
from grader.exporters.words import Words, words
from grader.model import GradeReport, Verdict
from grader.text import number

MAX_SIZE = 1_000_000
"""Bytes of the file."""
_FIRST_LIMIT = 64 << 10


def results(report: GradeReport, lang: str = "en") -> bytes:
    """Write ``results.json``, whatever has to be shortened for it."""
    said = words(lang)
    limit = _FIRST_LIMIT
    while True:
        data = to_json(_results(report, said, limit))
        if len(data) <= MAX_SIZE or limit < 100:
            return data
        limit //= 2


def _results(report: GradeReport, said: Words, limit: int) -> dict[str, Any]:
    """The content, with texts of ``limit`` bytes at most."""
    seen = student_report(report)
    note = f"\n{said.cut_short}"

    def short(text: str) -> str:
        return cut_bytes(text, limit, note)

    if seen.problem or not seen.max_score:
        reason = seen.problem or said.inconclusive
        return {"gradable": False, "format_errors": [short(reason)]}
    tests = [
        {
            "name": short(check.title),
            "description": "",
            "points": check.score,
            "max_points": check.max_score,
            "message": short("" if check.verdict is Verdict.PASSED else message(check, said)),
            "output": short(output(check)),
        }
        for check in seen.checks
        if check.verdict is not Verdict.INCONCLUSIVE
    ]
    if seen.verdict is Verdict.INCONCLUSIVE:
        return {"gradable": False, "format_errors": [said.inconclusive], "tests": tests}
    told = [said.total.format(score=number(seen.score), maximum=number(seen.max_score))]
    told += known_mistakes(seen, said)
    return {
        "gradable": True,
        "score": min(max(seen.score / seen.max_score, 0.0), 1.0),
        "message": short("\n\n".join(told)),
        "tests": tests,
    }

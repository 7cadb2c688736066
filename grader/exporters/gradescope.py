"""Gradescope: ``results.json`` of an autograder, and one a student for a whole class.

Source: "Autograder Specifications" and "Troubleshooting" of gradescope-autograders.readthedocs.io
(gradescope/autograder_samples, docs/specs.md). A score must stand at the top or at each test, the
one at the top wins; ``status`` decides over the mark of a test; formats are ``text`` by default.

*Not decided*: the format has no word for it, and a test without a score counts nothing in the sum.
So there is no file then: Gradescope shows "The autograder failed to execute correctly", gives no
score, and the instructor runs the autograder again. An autograder that must write a file all the
same writes :func:`undecided`, which has a text and no score. An override or a late factor is the
score at the top, and is said in the output; the tests keep what the grader found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from grader.classbook import ClassBook, Column, Grade
from grader.exporters.encoding import cut_bytes, inert, to_json
from grader.exporters.feedback import known_mistakes, message, output, student_report
from grader.exporters.standing import State, state_of
from grader.exporters.words import Words, words
from grader.model import CheckResult, GradeReport, Verdict
from grader.text import harmless, one_line

MAX_OUTPUT = 10_000
"""Bytes of what a test says, so that a page of many tests can still be opened."""


def results(
    report: GradeReport, grade: Grade | None = None, comment: str = "", lang: str = "en"
) -> bytes | None:
    """Write ``results.json`` for one submission.

    Args:
        report: the grading.
        grade: where an override or the late policy comes from; its score is the one that counts.
        comment: by the instructor.
        lang: of the texts.

    Returns:
        The file, or None when something is not decided and no person has decided it.
    """
    said = words(lang)
    overruled = grade is not None and state_of(grade) is State.GIVEN
    if report.verdict is Verdict.INCONCLUSIVE and not overruled:
        return None
    seen = student_report(report)
    lines = [harmless(comment)] if comment else []
    if grade is not None and grade.override is not None:
        lines.append(said.given.format(text=harmless(grade.override.reason)))
    elif grade is not None and grade.lateness is not None and grade.lateness.why:
        lines.append(said.late.format(text=harmless(grade.lateness.why)))
    if seen.problem:
        lines.append(seen.problem)
    lines += known_mistakes(seen, said)
    return to_json(
        {
            "score": report.score if grade is None else grade.score,
            "execution_time": round(report.usage.wall, 3),
            "output": cut_bytes("\n\n".join(lines), MAX_OUTPUT, f"\n{said.cut_short}"),
            "output_format": "text",
            "test_output_format": "text",
            "test_name_format": "text",
            "visibility": "visible",
            "stdout_visibility": "hidden",
            "tests": [_test(check, said) for check in seen.checks],
            "extra_data": {"exercise": report.exercise, "seed": report.seed},
        }
    )


def undecided(report: GradeReport | None, why: str, lang: str = "en") -> bytes:
    """Write a ``results.json`` that says that nothing was decided: it holds no score at all.

    For an autograder that has to write something. What was decided is shown, without its points,
    since their sum would be read as the result.

    Args:
        report: the grading; None when there is none.
        why: what to tell student and instructor.
        lang: of the texts.
    """
    said = words(lang)
    content: dict[str, Any] = {
        "output": cut_bytes(
            f"{said.inconclusive}\n\n{harmless(why)}", MAX_OUTPUT, f"\n{said.cut_short}"
        ),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"inconclusive": True},
    }
    if report is not None:
        seen = student_report(report)
        tests = [_test(check, said) for check in seen.checks]
        for test in tests:
            test.pop("score", None)
            test.pop("max_score", None)
        content |= {"execution_time": round(report.usage.wall, 3), "tests": tests}
        content["extra_data"] |= {"exercise": report.exercise, "seed": report.seed}
    return to_json(content)


def folder(
    book: ClassBook, columns: tuple[Column, ...], lang: str = "en"
) -> Iterator[tuple[str, bytes]]:
    """Write the files of a class: ``<exercise>/<place>_<name>/results.json``, and ``index.csv``.

    Nothing is written for who handed nothing in, or for what is not decided.

    Yields:
        Relative path, made of letters, digits, ``-`` and ``_`` only, and content.
    """
    cells = book.by_cell()
    index = ["folder,key,name,id,email\r\n"]
    for place, student in enumerate(book.students, 1):
        name = f"{place:04d}_{_plain(student.name or student.key)}"
        texts = (name, student.key, student.name, student.id, student.email)
        quoted = (inert(one_line(text or "", 500)).replace('"', '""') for text in texts)
        index.append(",".join(f'"{text}"' for text in quoted) + "\r\n")
        for column in columns:
            grade = cells.get((student.key, column.exercise))
            if grade is None:
                continue
            content = results(grade.report, grade, grade.comment, lang)
            if content is not None:
                yield f"{column.exercise}/{name}/results.json", content
    yield "index.csv", "".join(index).encode("utf-8-sig")


def _test(check: CheckResult, said: Words) -> dict[str, Any]:
    passed = check.verdict is Verdict.PASSED
    test: dict[str, Any] = {
        "name": check.title,
        "output": "" if passed else _output(check, said),
        "visibility": "visible",
        "extra_data": {"check": check.id, "verdict": str(check.verdict)},
    }
    if check.verdict is not Verdict.INCONCLUSIVE:  # decided by a person then, at the top
        test |= {
            "score": check.score,
            "max_score": check.max_score,
            "status": "passed" if passed else "failed",
        }
    return test


def _output(check: CheckResult, said: Words) -> str:
    text = message(check, said)
    printed = output(check)
    if printed:
        text += f"\n\n{said.printed}\n{printed}"
    return cut_bytes(text, MAX_OUTPUT, f"\n{said.cut_short}")


def _plain(name: str) -> str:
    """A part of a path from a name: ASCII letters and digits, for people who look for it."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", ascii_only)[:40].strip("-") or "student"

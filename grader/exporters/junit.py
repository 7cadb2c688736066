"""JUnit XML in the form of pytest's ``xunit2``, for one grading or for a class.

Source: the schema ``junit-10.xsd`` of Jenkins' xunit plugin, which pytest tests its own files
against (a copy lies in tests/exporters/schemas). Times are seconds with three decimals at most.
Characters that XML forbids are replaced. There are no points in the format: they stand in
properties of each suite, after the late policy or an override, which have properties too.

*Not decided* is an ``error``: the format's word for "the test could not be carried out", apart from
the failures. A check that was not run because another one failed is ``skipped``.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable

from grader.classbook import ClassBook, Column, Grade
from grader.exporters.feedback import message, output, student_report
from grader.exporters.standing import State, state_of
from grader.exporters.words import Words, words
from grader.model import CheckResult, GradeReport, Verdict
from grader.text import harmless, number, one_line

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_A_FAILURE = (Verdict.PASSED, Verdict.NOT_RUN, Verdict.INCONCLUSIVE)


def one(report: GradeReport, lang: str = "en") -> bytes:
    """Write one grading."""
    return _document(report.title or report.exercise, [_suite(report, None, None, words(lang))])


def several(name: str, reports: Iterable[GradeReport], lang: str = "en") -> bytes:
    """Write gradings of several exercises by one student, a suite each."""
    said = words(lang)
    return _document(name, [_suite(report, None, None, said) for report in reports])


def whole(book: ClassBook, columns: tuple[Column, ...], lang: str = "en") -> bytes:
    """Write a class: one suite for each submission; what was not handed in has none."""
    said = words(lang)
    cells = book.by_cell()
    suites = []
    for student in book.students:
        for column in columns:
            grade = cells.get((student.key, column.exercise))
            if grade is not None:
                suites.append(_suite(grade.report, grade, student.key, said))
    return _document(book.title, suites)


def _document(name: str, suites: Iterable[ET.Element]) -> bytes:
    root = ET.Element("testsuites", {"name": _clean(one_line(name))})
    root.extend(suites)
    ET.indent(root)
    text: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return text + b"\n"


def _suite(
    report: GradeReport, grade: Grade | None, student: str | None, said: Words
) -> ET.Element:
    seen = student_report(report)
    verdicts = [check.verdict for check in seen.checks]
    who = "" if student is None else f".{one_line(student, 100)}"
    suite = ET.Element(
        "testsuite",
        {
            "name": _clean(f"{seen.exercise}{who}"),
            "errors": str(verdicts.count(Verdict.INCONCLUSIVE)),
            "failures": str(sum(verdict not in _NOT_A_FAILURE for verdict in verdicts)),
            "skipped": str(verdicts.count(Verdict.NOT_RUN)),
            "tests": str(len(verdicts)),
            "time": f"{seen.usage.wall:.3f}",
        },
    )
    if grade is not None:
        suite.set("timestamp", grade.graded_at.isoformat(timespec="seconds"))
    listed = ET.SubElement(suite, "properties")
    for name, value in _properties(seen, grade):
        ET.SubElement(listed, "property", {"name": name, "value": _clean(value)})
    for check in seen.checks:
        suite.append(_case(check, f"{seen.exercise}{who}", said))
    if seen.problem:
        ET.SubElement(suite, "system-err").text = _clean(seen.problem)
    return suite


def _properties(report: GradeReport, grade: Grade | None) -> Iterable[tuple[str, str]]:
    yield "title", report.title
    yield "verdict", str(report.verdict)
    yield "isolation", str(report.isolation)
    yield "seed", str(report.seed)
    decided = report.verdict is not Verdict.INCONCLUSIVE
    if decided or (grade is not None and state_of(grade) is State.GIVEN):
        yield "score", number(report.score if grade is None else grade.score)
        yield "max_score", number(sum(check.max_score for check in report.checks))
    if grade is not None and grade.override is not None:
        yield "override", harmless(grade.override.reason)
    elif grade is not None and grade.lateness is not None and grade.lateness.days:
        yield "late_days", str(grade.lateness.days)
        yield "late_factor", number(grade.lateness.factor)
    if grade is not None and grade.comment:
        yield "comment", harmless(grade.comment)


def _case(check: CheckResult, classname: str, said: Words) -> ET.Element:
    case = ET.Element(
        "testcase",
        {
            "classname": _clean(classname),
            "name": _clean(check.id),
            "time": f"{check.duration:.3f}",
        },
    )
    if check.verdict is not Verdict.PASSED:
        kind = {Verdict.INCONCLUSIVE: "error", Verdict.NOT_RUN: "skipped"}.get(
            check.verdict, "failure"
        )
        first = f"{check.title}: {said.verdict(check.verdict)}"
        attributes = {"type": str(check.verdict), "message": _clean(first)}
        ET.SubElement(case, kind, attributes).text = _clean(message(check, said))
    printed = output(check)
    if printed:
        ET.SubElement(case, "system-out").text = _clean(printed)
    return case


def _clean(text: str) -> str:
    """Replace what XML 1.0 can't hold, even escaped (its production ``Char``)."""
    return _FORBIDDEN.sub("\ufffd", text)

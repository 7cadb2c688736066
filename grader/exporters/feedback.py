"""What a student is told about a grading, as text: the same in every format.

Everything here is of the student's edition (:func:`student_report`): no input, observation or
output of a hidden check, no step of a hidden scenario. And every text is harmless: no terminal
escapes, no direction marks, no characters that can't be encoded. Escaping for a format (HTML, CSV,
JSON) comes on top, and is the business of that format's file.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from grader.classbook import Grade
from grader.edition import edition_of
from grader.exporters.words import Words
from grader.model import CheckResult, GradeReport, Verdict
from grader.text import cut, harmless, number, one_line
from grader.witness import Witness, read_witness

MAX_MESSAGE = 4000
"""Characters of what is said about one check."""


def student_report(report: GradeReport) -> GradeReport:
    """What a student may see of ``report``, with harmless text in every field.

    A witness is reduced to the sentence that says what went wrong, and its replay line: its steps
    may be those of a hidden scenario.
    """
    seen = edition_of(report, "student")
    return msgspec.structs.replace(
        seen,
        title=one_line(seen.title),
        student=None if seen.student is None else one_line(seen.student),
        problem=None if seen.problem is None else harmless(seen.problem),
        checks=tuple(map(_harmless_check, seen.checks)),
        flags=tuple(
            msgspec.structs.replace(
                flag,
                kind=one_line(flag.kind),
                message=harmless(flag.message),
                file=None if flag.file is None else one_line(flag.file),
            )
            for flag in seen.flags
        ),
        misconceptions=tuple(
            msgspec.structs.replace(
                known, title=one_line(known.title), feedback=harmless(known.feedback)
            )
            for known in seen.misconceptions
        ),
    )


def message(check: CheckResult, words: Words) -> str:
    """What is to be said about a check: observation, reason, hint; harmless, several lines.

    Args:
        check: of the student's edition.
        words: of the student's language.
    """
    parts = []
    if check.verdict is Verdict.INCONCLUSIVE:
        parts.append(words.inconclusive)
    if check.observed:
        parts.append(words.seen.format(text=check.observed))
    if check.expected:
        parts.append(words.expected.format(text=check.expected))
    parts.append(check.feedback)
    witness = read_witness(check.witness)
    if witness:
        parts += _sentences(check, witness)
    if check.hint:
        parts.append(words.hint.format(text=check.hint))
    unique = dict.fromkeys(harmless(part) for part in parts if part)
    return cut("\n".join(unique), MAX_MESSAGE) or words.verdict(check.verdict)


def output(check: CheckResult) -> str:
    """What the student's code printed in a check, harmless; nothing for a hidden one."""
    return harmless(check.stdout + check.stderr) if check.visible else ""


def paragraphs(grade: Grade, maximum: float, words: Words) -> Iterator[str]:
    """The feedback on one exercise, one paragraph after the other, harmless.

    The check that failed first is explained; the instructor's comment stands at the top.

    Args:
        grade: of one exercise.
        maximum: points that the exercise has.
        words: of the student's language.
    """
    report = edition_of(grade.report, "student")
    total = words.total.format(score=number(grade.score), maximum=number(maximum))
    yield words.titled.format(title=one_line(report.title or report.exercise), text=total)
    if grade.override:
        yield words.given.format(text=harmless(grade.override.reason))
    elif grade.lateness and grade.lateness.why:
        yield words.late.format(text=harmless(grade.lateness.why))
    if grade.comment:
        yield harmless(grade.comment)
    if report.problem:
        yield harmless(report.problem)
    told = {report.problem}
    for check in report.checks:
        if check.verdict is Verdict.PASSED or check.feedback in told:
            continue
        told.add(check.feedback or None)
        verdict = words.verdict(check.verdict)
        heading = words.judged.format(title=one_line(check.title), verdict=verdict)
        yield f"{heading}\n{message(check, words)}"
    yield from known_mistakes(report, words)


def known_mistakes(report: GradeReport, words: Words) -> Iterator[str]:
    """The misconceptions that fail the same checks, one paragraph after the other, harmless.

    Where the checks can't tell several apart they contradict each other: no more is said than
    that it is one of them, and of more than two only the names.

    Args:
        report: of the student's edition.
        words: of the student's language.
    """
    known = [(one_line(one.title), harmless(one.feedback)) for one in report.misconceptions]
    if len(known) == 1:
        yield words.perhaps.format(text="\n".join(known[0]))
    elif len(known) == 2:
        yield words.perhaps_one_of.format(text="\n\n".join(map("\n".join, known)))
    elif known:
        yield words.perhaps_one_of.format(text="\n".join(title for title, _ in known))


def _sentences(check: CheckResult, witness: Witness) -> list[str]:
    """What the witness says that the feedback does not say already."""
    told = [w.sentence for w in witness.waits if not w.told_by(check.feedback)]
    if witness.conclusion and witness.conclusion not in check.feedback:
        told.append(witness.conclusion)
    return told


def _harmless_check(check: CheckResult) -> CheckResult:
    """The texts of a check of the student's edition, harmless; its witness in a sentence."""
    witness = read_witness(check.witness)
    told = None
    if witness is not None:
        explanation = harmless(" ".join(_sentences(check, witness)))
        told = {"explanation": explanation, "replay": harmless(witness.replay)}
        told = {key: text for key, text in told.items() if text} or None
    return msgspec.structs.replace(
        check,
        title=one_line(check.title),
        feedback=harmless(check.feedback),
        hint=None if check.hint is None else harmless(check.hint),
        observed=None if check.observed is None else harmless(check.observed),
        expected=None if check.expected is None else harmless(check.expected),
        stdout=harmless(check.stdout),
        stderr=harmless(check.stderr),
        witness=told,
    )

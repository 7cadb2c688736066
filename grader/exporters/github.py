"""GitHub Actions: annotations on the student's lines, and a step summary in Markdown.

A workflow command is a line that starts with ``::``, so hostile text could give commands. In an
annotation it is escaped as the runner unescapes it; any other text is printed between
``::stop-commands::TOKEN`` and ``::TOKEN::``, where TOKEN can't be guessed.
"""

from __future__ import annotations

import secrets

from grader.edition import edition_of
from grader.exporters.feedback import message
from grader.exporters.words import words
from grader.model import CheckResult, GradeReport, Verdict
from grader.text import cut, harmless, number, one_line
from grader.witness import read_witness
from grader.wording import Language, mark, points, words_of

MAX_ANNOTATIONS = 10
"""Of a kind in a step; the runner drops the rest."""
MAX_SUMMARY = 1 << 20
"""Bytes of a step's summary; the runner refuses a longer one as a whole."""


def workflow_commands(report: GradeReport, file: str, lang: Language = "en") -> list[str]:
    """Write one workflow command for each check that did not pass.

    Args:
        report: the grading.
        file: path of the student's file, relative to the repository.
        lang: of our words.
    """
    said = words(lang)
    if report.problem:
        ungraded = words_of(lang)("github.ungraded")
        return [_command("error", file, None, ungraded, report.problem)]
    errors: list[str] = []
    warnings: list[str] = []
    for check in edition_of(report, "student").checks:
        verdict = said.verdict(check.verdict)
        title, line = said.judged.format(title=check.title, verdict=verdict), _line(check)
        if check.verdict is Verdict.INCONCLUSIVE:
            told = check.feedback or said.inconclusive
            warnings.append(_command("warning", file, line, title, told))
        elif check.verdict not in (Verdict.PASSED, Verdict.NOT_RUN):
            errors.append(_command("error", file, line, title, message(check, said)))
    return errors[:MAX_ANNOTATIONS] + warnings[:MAX_ANNOTATIONS]


def quoted(text: str) -> str:
    """Wrap ``text`` so that no line of it can be a workflow command."""
    token = secrets.token_hex(16)
    return f"::stop-commands::{token}\n{text}\n::{token}::"


def summary(report: GradeReport, lang: Language = "en") -> str:
    """Write the grading as Markdown for ``$GITHUB_STEP_SUMMARY``.

    Args:
        report: the grading.
        lang: of our words.
    """
    w, said = words_of(lang), words(lang)
    total = w("terminal.reached", score=report.score, n=report.max_score)
    title = _markdown(report.title or report.exercise)
    lines = [f"## {said.titled.format(title=title, text=total)}", ""]
    if report.problem:
        lines += [f"> {_markdown(report.problem)}", ""]
    head = ("", "", w("github.check"), w("github.points"), "", "")
    lines += [" | ".join(head).strip(), "|---|---|---:|---|"]
    for check in edition_of(report, "student").checks:
        told = "" if check.verdict is Verdict.PASSED else _markdown(message(check, said))
        score = f"{points(check)} / {number(check.max_score)}"
        lines.append(f"| {mark(check.verdict)} | {_markdown(check.title)} | {score} | {told} |")
    level = w.isolation(report.isolation)
    lines += ["", w("github.foot", level=level, seed=str(report.seed)), ""]
    text = "\n".join(lines)
    while len(text.encode()) > MAX_SUMMARY:
        text = cut(text, len(text) // 2)
    return text


def _line(check: CheckResult) -> int | None:
    witness = read_witness(check.witness)
    return witness.last_line if witness else None


def _command(kind: str, file: str, line: int | None, title: str, message: str) -> str:
    place = f"file={_property(file)}," + (f"line={line}," if line else "")
    return f"::{kind} {place}title={_property(one_line(title))}::{_data(harmless(message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _markdown(text: str) -> str:
    """One line of text in which no character is Markdown or HTML."""
    escaped = "".join(
        f"&#{ord(character)};" if character in "\\`*_{}[]()<>#+!|&~@:" else character
        for character in cut(harmless(text), 2000)
    )
    return escaped.replace("\n", "<br>")

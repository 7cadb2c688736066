"""GitHub Actions: annotations on the student's lines, and a step summary in Markdown.

A workflow command is a line that starts with ``::``, so hostile text could give commands. In an
annotation it is escaped as the runner unescapes it; any other text is printed between
``::stop-commands::TOKEN`` and ``::TOKEN::``, where TOKEN can't be guessed.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest

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


def annotation(kind: str, title: str, message: str, file: str = "") -> str:
    """Write one workflow command that is no finding of a check.

    Args:
        kind: ``error``, ``warning`` or ``notice``.
        title: one line.
        message: several lines, if need be.
        file: relative to the repository; none when empty.
    """
    return _command(kind, file, None, title, message)


def within_limits(commands: Sequence[Sequence[str]]) -> list[str]:
    """Choose as many workflow commands as a runner shows, one from each list after the other.

    So the first finding of every exercise is shown before the second one of any.
    """
    turns = chain.from_iterable(zip_longest(*commands))
    chosen: dict[str, list[str]] = {}
    for command in turns:
        if command is not None:
            chosen.setdefault(command.split(" ", 1)[0], []).append(command)
    return [command for kind in chosen.values() for command in kind[:MAX_ANNOTATIONS]]


def stop_token() -> str:
    """A word that nobody can guess, for ``::stop-commands::``."""
    return secrets.token_hex(16)


def quoted(text: str) -> str:
    """Wrap ``text`` so that no line of it can be a workflow command."""
    token = stop_token()
    return f"::stop-commands::{token}\n{text}\n::{token}::"


def fitting(sections: Iterable[str], limit: int = MAX_SUMMARY, lang: Language = "en") -> str:
    """Put together as many sections of a step summary as the runner takes, and say what is missing.

    Args:
        sections: Markdown, the most important first.
        limit: bytes.
        lang: of our words.
    """
    note = "\n" + words_of(lang)("github.rest") + "\n"
    room = limit - len(note.encode())
    parts: list[str] = []
    for section in sections:
        room -= len(section.encode()) + 1
        if room < 0:
            parts.append(note)
            break
        parts.append(section)
    return "\n".join(parts)


def summary(report: GradeReport, lang: Language = "en") -> str:
    """Write the grading as Markdown for ``$GITHUB_STEP_SUMMARY``.

    Args:
        report: the grading.
        lang: of our words.
    """
    w, said = words_of(lang), words(lang)
    total = w("terminal.reached", score=report.score, n=report.max_score)
    title = markdown(report.title or report.exercise)
    lines = [f"## {said.titled.format(title=title, text=total)}", ""]
    if report.problem:
        lines += [f"> {markdown(report.problem)}", ""]
    head = ("", "", w("github.check"), w("github.points"), "", "")
    lines += [" | ".join(head).strip(), "|---|---|---:|---|"]
    for check in edition_of(report, "student").checks:
        silent = check.verdict is Verdict.PASSED or check.feedback == report.problem
        told = "" if silent else markdown(message(check, said))
        score = f"{points(check)} / {number(check.max_score)}"
        lines.append(f"| {mark(check.verdict)} | {markdown(check.title)} | {score} | {told} |")
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
    place = (f"file={_property(file)}," if file else "") + (f"line={line}," if line else "")
    return f"::{kind} {place}title={_property(one_line(title))}::{_data(harmless(message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def markdown(text: str) -> str:
    """One line of text in which no character is Markdown or HTML."""
    escaped = "".join(
        f"&#{ord(character)};" if character in "\\`*_{}[]()<>#+!|&~@:" else character
        for character in cut(harmless(text), 2000)
    )
    return escaped.replace("\n", "<br>")

"""Real gradings of wrong solutions, shown in Chinese: no English sentence is left in them."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from grader.commands.console import make_console, rendered
from grader.commands.result import next_step, result
from grader.course import load_course
from grader.grading import Host
from grader.intake import read_submission
from grader.model import GradeReport
from grader.reports import student_report
from grader.translation import Translator
from grader.wording import words_of

COURSE = load_course(Path(__file__).parents[2])
SOME = ("lock", "buffer", "process")
"""All of them are a quarter of an hour of work: GRADER_ALL=1 asks for it."""
ENGLISH = re.compile(r"(?:\b[A-Za-z][a-z']+,? ){2,}[A-Za-z][a-z']+")
"""Three words in a row."""
PYTHONS = ("make check EX", "make hint EX", "python -m grader check", "make doctor")


def readable(text: str) -> str:
    """``text`` without what is code or a value: between quotes and backticks, and after the name
    of an exception, whose message is Python's."""
    text = re.sub(r"`[^`\n]*`|'[^'\n]*'|\"[^\"\n]*\"", "", text)
    text = re.sub(r"\b\w*(?:Error|Exception|Exit|Closed)\b[:：][^\n]*", "", text)
    text = re.sub(r"\b(?:None|True|False)\b", "", text)
    for command in PYTHONS:
        text = text.replace(command, "")
    return text


def visible(page: str) -> Iterator[str]:
    """What a page shows and says aloud, without the student's source and output."""
    page = re.sub(r"<(style|script|code|pre)\b.*?</\1>", "", page, flags=re.DOTALL)
    for label in re.findall(r'(?:aria-label|title|alt)="([^"]*)"', page):
        yield html.unescape(label)
    yield html.unescape(re.sub(r"<[^>]*>", "\n", page))


def gradings(slug: str) -> Iterator[tuple[str, GradeReport, str]]:
    """Name, grading and source of the stub and of each wrong solution."""
    exercise = COURSE.exercise(slug)
    host = Host(COURSE, exercise)
    try:
        files = {"stub": exercise.stub, **COURSE.solutions(exercise).wrong}
        for name, path in files.items():
            submission = read_submission(path, slug)
            yield name, host.grade(submission, seed=7), submission.text
    finally:
        host.close()


def without_output(report: GradeReport) -> GradeReport:
    """What a program prints, tracebacks among it, is its own."""
    checks = (msgspec.structs.replace(check, stdout="", stderr="") for check in report.checks)
    return msgspec.structs.replace(report, checks=tuple(checks))


@pytest.mark.parametrize("slug", COURSE.exercises if os.environ.get("GRADER_ALL") else SOME)
def test_no_english_sentence_is_left_on_the_terminal_and_on_the_page(slug, monkeypatch):
    """Of an author, a check, the explorer or a hang."""
    monkeypatch.setenv("COLUMNS", "2000")
    monkeypatch.setenv("NO_COLOR", "1")
    exercise = COURSE.exercise(slug)
    words = words_of("zh")
    translator = Translator(COURSE.exercises, "zh")
    for name, report, source in gradings(slug):
        shown = without_output(translator.report(report))
        step = next_step(report, COURSE, f"{slug}.py", words)
        terminal = rendered(make_console(), result(shown, step, None, words))
        told = re.sub(r"第 \d+ 行(?:  |，在 .* 中：).*", "", terminal)  # lines of the student's
        assert ENGLISH.findall(readable(told)) == [], (slug, name)
        page = student_report(shown, source, lang="zh")
        assert '<html lang="zh">' in page
        for text in visible(page):
            assert ENGLISH.findall(readable(text)) == [], (slug, name)
        assert exercise.title("zh") in page

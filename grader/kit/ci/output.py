"""The files of ``grader ci``, in a folder of their own.

==================  ================================================================================
``<slug>.json``     each grading, as ``grader check --json`` writes it, in the student's edition
``<slug>.html``     its report, in the student's edition
``results.json``    all of them in short
``junit.xml``       for whatever reads JUnit
``codequality.json``  the student's lines, for GitLab
``summary.md``      the page that GitHub shows
==================  ================================================================================

The repository is the student's, and so may the folder be: a link in it is replaced, never followed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from grader.edition import edition_of
from grader.errors import UsageError
from grader.exporters import gitlab, junit
from grader.files import write_whole
from grader.kit.changes import Change
from grader.kit.ci.page import Notes, summary_page
from grader.kit.ci.run import Graded
from grader.model import to_json
from grader.reports import student_report
from grader.text import harmless
from grader.wording import Language, words_of

SCHEMA = "concurrency-grader/ci/v1"


class Folder:
    """Where the files go.

    Args:
        path: made if need be.

    Raises:
        UsageError: it can't be made, or is a link.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if path.is_symlink():
            raise UsageError(str(path), "it is a symbolic link", "Remove it, or name --out.")
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                str(path), f"it can't be made ({error.strerror})", "Name another folder."
            ) from None

    def write(self, name: str, data: bytes) -> None:
        """Write one file.

        Raises:
            UsageError: it can't be written.
        """
        write_here(self.path / name, data)


def write_here(path: Path, data: bytes) -> None:
    """Write a file at ``path`` itself: a link that lies there is replaced.

    Raises:
        UsageError: it can't be written.
    """
    try:
        if path.is_symlink():
            path.unlink()
        write_whole(path, data)
    except OSError as error:
        raise UsageError(
            str(path), f"it can't be written ({error.strerror})", "Name another folder: --out."
        ) from None


def write_one(folder: Folder, graded: Graded, lang: Language) -> None:
    """Write the files of one exercise."""
    slug = graded.exercise.slug
    folder.write(f"{slug}.json", to_json(edition_of(graded.report, "student")))
    page = student_report(graded.shown(lang), graded.source, lang=lang)
    folder.write(f"{slug}.html", page.encode())


def write_all(
    folder: Folder,
    graded: Sequence[Graded],
    files: dict[str, str],
    content: dict[str, Any],
    notes: Notes,
    lang: Language,
) -> str:
    """Write what sums them up.

    Args:
        folder: where to.
        graded: in the order of the course.
        files: slug to the path of the student's file in the repository.
        content: of ``results.json``.
        notes: for readers of the summary.
        lang: of the texts.

    Returns:
        The summary, in Markdown.
    """
    reports = [one.shown(lang) for one in graded]
    folder.write("results.json", msgspec.json.format(msgspec.json.encode(content)) + b"\n")
    folder.write("junit.xml", junit.several("grader", reports, lang))
    findings = [(report, files[report.exercise]) for report in reports]
    folder.write("codequality.json", gitlab.code_quality(findings, lang))
    page = summary_page(graded, notes, words_of(lang))
    folder.write("summary.md", page.encode())
    return page


def results(
    graded: Sequence[Graded], changes: Sequence[Change], untouched: Sequence[str], code: int
) -> dict[str, Any]:
    """The content of ``results.json``; ``score`` is null where an exercise is not decided.

    Args:
        graded: in the order of the course.
        changes: files of the course that were changed.
        untouched: slugs of what was not graded, since it is the stub still.
        code: the exit code.
    """
    reports = [one.report for one in graded]
    undecided = any(report.verdict == "inconclusive" for report in reports)
    return {
        "schema": SCHEMA,
        "exit": code,
        "score": None if undecided else sum(report.score for report in reports),
        "max_score": sum(one.exercise.max_score for one in graded),
        "changes": [{"path": harmless(one.path), "kind": one.kind} for one in changes],
        "untouched": list(untouched),
        "exercises": [
            {
                "exercise": report.exercise,
                "title": report.title,
                "verdict": report.verdict,
                "score": None if report.verdict == "inconclusive" else report.score,
                "max_score": one.exercise.max_score,
                "isolation": report.isolation,
                "flags": [flag.kind for flag in report.flags],
                "problem": report.problem and harmless(report.problem),
                "json": f"{report.exercise}.json",
                "html": f"{report.exercise}.html",
            }
            for one, report in zip(graded, reports, strict=True)
        ],
    }

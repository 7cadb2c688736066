"""``grader export``: gradings in the formats of other programs, and into their own files."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.commands.options import (
    ClassLanguageOption,
    GradebookOption,
    Lang,
    book_at,
    class_language,
)
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.commands.exporting import Options
    from grader.model import GradeReport


class Format(StrEnum):
    """What to write."""

    CANVAS = "canvas"
    MOODLE = "moodle"
    GRADESCOPE = "gradescope"
    CLASSROOM50 = "classroom50"
    PRAIRIELEARN = "prairielearn"
    EXERCISM = "exercism"
    JUNIT = "junit"
    CSV = "csv"
    JSON = "json"
    LEGACY = "legacy"


_OF_ONE = (Format.CLASSROOM50, Format.PRAIRIELEARN, Format.EXERCISM, Format.LEGACY)
"""Formats that hold one grading."""
_OF_A_CLASS = (Format.CANVAS, Format.MOODLE, Format.CSV, Format.JSON)
"""Formats that hold a class; the remaining ones can do both."""
_FILLED = (Format.CANVAS, Format.MOODLE)
"""Formats whose downloaded file can be filled in."""


def export(
    format: Annotated[
        Format,
        typer.Option("--format", metavar="FORMAT", help=", ".join(Format) + "."),
    ],
    gradebook: GradebookOption = None,
    report: Annotated[
        str | None,
        typer.Option(
            "--report", metavar="FILE|-", help="One grading instead: JSON of `grader check --json`."
        ),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            "--out", metavar="PATH|-", help="Where to write; a folder for gradescope and a class."
        ),
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option(
            "--into", metavar="FILE", help="Fill in a copy of this file of Canvas or Moodle."
        ),
    ] = None,
    in_place: Annotated[
        bool, typer.Option("--in-place", help="With --into: change the file, keep a backup.")
    ] = False,
    exercise: Annotated[
        list[str] | None,
        typer.Option("--exercise", metavar="EX", help="Only this one; may be repeated."),
    ] = None,
    column: Annotated[
        str | None,
        typer.Option("--column", metavar="COLUMN", help="Column for the scores of all of them."),
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="EX=COLUMN", help="Column of one exercise (Canvas)."),
    ] = None,
    feedback: Annotated[
        str | None,
        typer.Option(
            "--feedback", metavar="COLUMN", help="Column of feedback (Moodle); '' for none."
        ),
    ] = None,
    changeable: Annotated[
        str | None,
        typer.Option(
            "--changeable", metavar="WORD", help='Moodle\'s word for "grade can be changed".'
        ),
    ] = None,
    replace_excused: Annotated[
        bool, typer.Option("--replace-excused", help="Also write where Canvas says EX.")
    ] = False,
    lang: ClassLanguageOption = None,
) -> int:
    """Write gradings for Canvas, Moodle, Gradescope and others.

    Exits with 0 when all is written, 1 when a score found no place, and 3 when something is not
    decided: that is never written as a score.
    """
    from grader.commands.exporting import Options
    from grader.gradebook import Policy

    options = Options(
        out=out,
        into=into,
        in_place=in_place,
        exercises=tuple(exercise or ()),
        column=column,
        mapping=_mapping(mapping or []),
        feedback=feedback,
        changeable=changeable,
        replace_excused=replace_excused,
        lang=class_language(lang, Policy(), None),
    )
    _validate(format, report, options)
    if report is not None:
        return _one(format, _translated(_read(report), options), options)
    if format in _OF_ONE:
        raise UsageError(
            f"--format {format}",
            "it holds one grading, not a class",
            "Name one: --report FILE, made by `grader check EX --json FILE`.",
        )
    return _class(format, book_at(gradebook), lang, options)


def _validate(format: Format, report: str | None, options: Options) -> None:
    """Refuse combinations that make no sense.

    Raises:
        UsageError: there is one.
    """
    if report is not None and format in _OF_A_CLASS:
        raise UsageError(f"--format {format}", "it holds a class", "Leave out --report.")
    if options.into is not None and format not in _FILLED:
        raise UsageError(
            f"--into with --format {format}",
            "only files of Canvas and Moodle are filled in",
            "Write a new file: --out PATH.",
        )
    canvas, moodle = format is Format.CANVAS, format is Format.MOODLE
    for name, given, fits in (
        ("--exercise", options.exercises, report is None),
        ("--column", options.column, canvas or moodle),
        ("--map", options.mapping, canvas),
        ("--feedback", options.feedback is not None, moodle),
        ("--changeable", options.changeable, moodle),
        ("--replace-excused", options.replace_excused, canvas and options.into is not None),
    ):
        if given and not fits:
            raise UsageError(
                f"{name} with --format {format}", "it means nothing here", "Leave it out."
            )
    if options.in_place and (options.into is None or options.out is not None):
        raise UsageError(
            "--in-place", "it goes with --into, and without --out", "Leave one of them out."
        )
    if format is Format.MOODLE and options.into is None:
        raise UsageError(
            "--format moodle",
            "Moodle takes back only its own worksheet, whose columns are in its own language",
            "In Moodle: the assignment, Submissions, Download grading worksheet; then --into FILE.",
        )


def _one(format: Format, report: GradeReport, options: Options) -> int:
    """Write one grading."""
    import os
    from datetime import UTC, datetime

    from grader.commands import exporting
    from grader.exporters import classroom50, exercism, gradescope, junit, legacy, prairielearn

    lang = options.lang
    data: bytes | None
    if format is Format.GRADESCOPE:
        data = gradescope.results(report, lang=lang)
    elif format is Format.CLASSROOM50:
        run = classroom50.Run.from_environment(os.environ, datetime.now(UTC))
        data = classroom50.result(report, run, lang)
    elif format is Format.PRAIRIELEARN:
        data = prairielearn.results(report, lang)
    elif format is Format.EXERCISM:
        data = exercism.results(report, lang)
    elif format is Format.LEGACY:
        data = legacy.result(report, lang=lang)
    else:
        data = junit.one(report, lang)
    body = classroom50.release_body(report) if format is Format.CLASSROOM50 else None
    code = exporting.write_one(data, report, options, body)
    # Exercism: "The runner must exit with an exit code of 0 if it has run successfully".
    return 0 if format is Format.EXERCISM else code


def _translated(report: GradeReport, options: Options) -> GradeReport:
    """``report`` for its reader; its author's texts too, where the exercise is at hand."""
    from grader.course import load_course
    from grader.translation import Translator

    if options.lang == "en":
        return report
    try:
        exercises = load_course().exercises
    except UsageError:
        exercises = {}
    return Translator(exercises, options.lang).report(report)


def _class(format: Format, gradebook: Path, lang: Lang | None, options: Options) -> int:
    """Write a class."""
    import msgspec

    from grader.commands import exporting
    from grader.course import load_course
    from grader.exporters import canvas, classjson, gradescope, junit, table
    from grader.gradebook import Gradebook
    from grader.translation import Translator

    course = load_course()
    with Gradebook.open(gradebook) as book_file:
        book = book_file.class_book(course)
        language = class_language(lang, book_file.policy(), book_file)
    options = msgspec.structs.replace(options, lang=language)
    if format is not Format.JSON:  # whose reports are as `grader check --json` writes them
        book = Translator(course.exercises, language).class_book(book)
    columns = exporting.chosen_columns(book, options)
    if options.into is not None:
        return exporting.fill_in(format is Format.MOODLE, book, columns, options)
    if format is Format.CANVAS:
        data, left = canvas.fresh(book, columns, exporting.whole_mapping(columns, options))
        return exporting.write_fresh(data, book, left, options)
    if format is Format.GRADESCOPE:
        files = gradescope.folder(book, columns, options.lang)
        return exporting.write_folder(files, book, columns, options)
    if format is Format.JUNIT:
        data = junit.whole(book, columns, options.lang)
    elif format is Format.CSV:
        data = table.table(book, columns, options.lang)
    else:
        data = classjson.whole(book, columns)
    return exporting.write_class(data, book, columns, options)


def _mapping(pairs: list[str]) -> dict[str, str]:
    """Exercise to column.

    Raises:
        UsageError: a pair has no ``=``.
    """
    found = {}
    for pair in pairs:
        slug, sign, wanted = pair.partition("=")
        if not sign or not slug or not wanted:
            raise UsageError(f"--map {pair}", "it is not of the form EX=COLUMN", "Write it so.")
        found[slug.strip()] = wanted
    return found


def _read(place: str) -> GradeReport:
    """Read one grading.

    Raises:
        UsageError: there is none.
    """
    import sys

    import msgspec

    from grader.model import from_json

    try:
        return from_json(sys.stdin.buffer.read() if place == "-" else Path(place).read_bytes())
    except OSError as error:
        raise UsageError(place, f"it can't be read ({error.strerror})", "Name a file.") from None
    except msgspec.MsgspecError as error:
        raise UsageError(
            place, f"it is not the JSON of a grading ({error})", "Make one with --json."
        ) from None

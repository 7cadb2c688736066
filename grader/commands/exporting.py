"""What ``grader export`` writes, where, and what it says about that."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from grader.classbook import ClassBook, Column
from grader.commands.console import shown_path, write_output
from grader.errors import UsageError
from grader.exporters.fill import Filled, Left, Why
from grader.exporters.matching import called
from grader.exporters.standing import State, standing
from grader.model import GradeReport, Record, Verdict
from grader.text import harmless, plural
from grader.wording import Language

EXIT_LEFT_OUT = 1
EXIT_UNDECIDED = 3
MAX_NAMES = 10
"""Names of those who handed nothing in, and of lines of nobody; all the others are named."""


class Options(Record, frozen=True):
    """The options of the command, but for the format."""

    out: str | None
    into: Path | None
    in_place: bool
    exercises: tuple[str, ...]
    column: str | None
    mapping: dict[str, str]
    feedback: str | None
    changeable: str | None
    replace_excused: bool
    lang: Language


def chosen_columns(book: ClassBook, options: Options) -> tuple[Column, ...]:
    """The exercises that are asked for, in the order of the class.

    Raises:
        UsageError: the class has no such exercise, or none at all.
    """
    known = {column.exercise: column for column in book.columns}
    for slug in (*options.exercises, *options.mapping):
        if slug not in known:
            near = difflib.get_close_matches(slug, known, n=3, cutoff=0.5)
            raise UsageError(
                f"exercise {slug!r}",
                "the class has no such exercise",
                f"There are: {', '.join(near or known) or 'none'}.",
            )
    wanted = options.exercises or tuple(options.mapping) or tuple(known)
    if not wanted:
        raise UsageError("the gradebook", "nothing is graded in it", "Grade something first.")
    return tuple(column for column in book.columns if column.exercise in wanted)


def whole_mapping(columns: Sequence[Column], options: Options) -> dict[str, str]:
    """Exercise to column: ``--map``, and ``--column`` for the rest."""
    if options.column is None:
        return options.mapping
    return {column.exercise: options.column for column in columns} | options.mapping


def write_one(data: bytes | None, report: GradeReport, options: Options, body: bytes | None) -> int:
    """Write one grading, or say why there is none."""
    undecided = report.verdict is Verdict.INCONCLUSIVE
    if data is None:
        _say("Something could not be decided, and this format has no word for that: no file is")
        _say("written. Grade it again, or let a person decide.")
    else:
        _put(data, options.out)
        if body is not None and options.out not in (None, "-"):
            write_output(Path(str(options.out)).parent / "release-body.md", body)
    return EXIT_UNDECIDED if undecided else 0


def fill_in(moodle: bool, book: ClassBook, columns: Sequence[Column], options: Options) -> int:
    """Fill in a downloaded file, beside it or in place, and say what was done.

    Raises:
        UsageError: the file can't be read, or is not what it should be.
    """
    from grader.exporters import canvas
    from grader.exporters import moodle as worksheet

    assert options.into is not None  # the caller chose by it
    try:
        data = options.into.read_bytes()
    except OSError as error:
        raise UsageError(
            str(options.into), f"it can't be read ({error.strerror})", "Name the downloaded file."
        ) from None
    name = shown_path(options.into)
    if moodle:
        filled = worksheet.fill(
            data,
            name,
            book,
            columns,
            grade_column=options.column,
            feedback_column=options.feedback,
            changeable=options.changeable,
            lang=options.lang,
        )
    else:
        filled = canvas.fill(
            data,
            name,
            book,
            columns,
            whole_mapping(columns, options),
            replace_excused=options.replace_excused,
        )
    _tell(filled, name, _put_filled(filled.data, data, options))
    return _code(filled.left)


def write_fresh(
    data: bytes, book: ClassBook, left: Sequence[tuple[str, Why, str]], options: Options
) -> int:
    """Write a new file for Canvas, and say who is not in it."""
    _put(data, options.out)
    missing = [Left(who=who, why=why, detail=detail) for who, why, detail in left]
    _say(f"{plural(len(book.students) - len(left), 'student')} written.")
    if missing:
        _say("Not in the file, since an empty cell would take a score away:")
        _list(missing)
    return _code(missing)


def write_folder(
    files: Iterable[tuple[str, bytes]],
    book: ClassBook,
    columns: Sequence[Column],
    options: Options,
) -> int:
    """Write many files into a new folder.

    Raises:
        UsageError: no folder is named, or there is something in it.
    """
    if options.out in (None, "-"):
        raise UsageError("--out", "a class needs a folder", "Name one: --out FOLDER.")
    folder = Path(str(options.out))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            shown_path(folder),
            "there is something in it, perhaps results of before",
            "Name a folder that is new or empty.",
        )
    count = 0
    for path, content in files:
        write_output(folder / path, content)
        count += path.endswith(".json")
    _say(f"{plural(count, 'file')} in {shown_path(folder)}, see index.csv there.")
    return _undecided(book, columns, "No file for what is")


def write_class(data: bytes, book: ClassBook, columns: Sequence[Column], options: Options) -> int:
    """Write one file of a class."""
    _put(data, options.out)
    return _undecided(book, columns, "Without a score:")


def _undecided(book: ClassBook, columns: Sequence[Column], introduction: str) -> int:
    """Name who has something that is not decided."""
    cells = book.by_cell()
    left = [
        Left(who=called(student), why=Why.UNDECIDED, detail=column.exercise)
        for student in book.students
        for column in columns
        if standing(cells, student.key, [column]).state is State.UNDECIDED
    ]
    if left:
        _say(introduction)
        _list(left)
    return _code(left)


def _tell(filled: Filled, name: str, place: str) -> None:
    details = []
    if filled.replaced:
        details.append(f"{filled.replaced} of them said something else before")
    if filled.same:
        details.append(f"{filled.same} more said it already")
    more = f" ({', '.join(details)})" if details else ""
    _say(f"{name}: {plural(filled.written, 'cell')} written to {place}{more}.")
    for note in filled.notes:
        _say(f"  {note[:1].upper()}{note[1:]}.")
    if filled.left:
        _say("Left as they were:")
        _list(filled.left)


def _list(left: Sequence[Left]) -> None:
    """Name who was left out, reason by reason."""
    for why in Why:
        group = [each for each in left if each.why is why]
        if not group:
            continue
        _say(f"  {why} ({len(group)})")
        most = MAX_NAMES if why in (Why.MISSING, Why.FILE_ONLY) else len(group)
        for each in group[:most]:
            told = ": ".join(filter(None, (each.who, each.where, each.detail)))
            _say(f"    {told}")
        if len(group) > most:
            _say(f"    and {len(group) - most} more")


def _code(left: Iterable[Left]) -> int:
    reasons = {each.why for each in left}
    if Why.UNDECIDED in reasons:
        return EXIT_UNDECIDED
    return EXIT_LEFT_OUT if reasons & {Why.NOT_FOUND, Why.PROTECTED} else 0


def _put(data: bytes, out: str | None) -> None:
    """Write to a file, or to standard output."""
    if out in (None, "-"):
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        write_output(Path(str(out)), data)


def _put_filled(data: bytes, before: bytes, options: Options) -> str:
    """Write the filled file; the downloaded one is only changed in place, with a backup.

    Returns:
        What to call the place.
    """
    assert options.into is not None  # the caller read it
    if options.in_place:
        backup = _backup(options.into, before)
        write_output(options.into, data)
        return f"the same file; what it was is in {shown_path(backup)}"
    if options.out == "-":
        _put(data, "-")
        return "standard output"
    default = options.into.with_name(f"{options.into.stem}.filled{options.into.suffix}")
    target = default if options.out is None else Path(options.out)
    if target.exists() and target.samefile(options.into):
        raise UsageError(
            str(target), "it is the downloaded file itself", "Use --in-place, which keeps a backup."
        )
    write_output(target, data)
    return shown_path(target)


def _backup(path: Path, data: bytes) -> Path:
    """Keep ``data`` beside ``path``, under a name that is not taken."""
    number = 0
    while True:
        number += 1
        backup = path.with_name(f"{path.name}.bak{number if number > 1 else ''}")
        try:
            with backup.open("xb") as file:
                file.write(data)
            return backup
        except FileExistsError:
            continue
        except OSError as error:
            raise UsageError(
                str(backup), f"the backup can't be written ({error.strerror})", "Use --out."
            ) from None


def _say(text: str) -> None:
    """Speak on standard error, so that standard output holds nothing but a file."""
    print(harmless(text), file=sys.stderr)

"""Arguments that several subcommands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.gradebook import Gradebook, Policy
    from grader.wording import Language, Words

ExerciseArgument = Annotated[
    str | None, typer.Argument(metavar="EX", help="Exercise, as `grader list` names it.")
]


class Lang(StrEnum):
    """The languages of ``--lang``."""

    EN = "en"
    ZH = "zh"


LanguageOption = Annotated[
    Lang | None,
    typer.Option(
        "--lang", metavar="en|zh", help="Language of our words; that of the locale by default."
    ),
]


GradebookOption = Annotated[
    Path | None,
    typer.Option(
        "--gradebook",
        metavar="FILE",
        help="The book, or the results' folder; found here by default.",
    ),
]


def book_at(given: Path | None) -> Path:
    """Where the gradebook is: where it was said to be, or where a grading of this folder made it.

    Args:
        given: the option's value.

    Raises:
        UsageError: none was named, and there is none here, or several.
    """
    name = "gradebook.sqlite"
    if given is not None:
        return given / name if given.is_dir() else given
    if (usual := Path("results", name)).is_file():
        return usual
    found = sorted(path for path in (Path(name), *Path().glob(f"*/{name}")) if path.is_file())
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            "the gradebook",
            f"there are several here: {', '.join(map(str, found))}",
            "Name one with --gradebook.",
        )
    raise UsageError(
        "the gradebook",
        f"there is none here: neither {usual}, nor one in another folder of this one",
        "Name it with --gradebook, or grade a class first: grader grade DIR",
    )


def class_language(lang: Lang | None, policy: Policy, book: Gradebook | None) -> Language:
    """The language of a class: what is asked for, what ``grader.toml`` says, what the last run
    used, or that of the locale.
    """
    from grader.wording import LANGUAGES

    used = None if book is None else book.remembered("language")
    if lang is None and policy.language is not None:
        return policy.language
    known = next((code for code in LANGUAGES if code == used), None)
    return known if lang is None and known is not None else language(lang)


ClassLanguageOption = Annotated[
    Lang | None,
    typer.Option(
        "--lang",
        metavar="en|zh",
        help="Of what students read; that of grader.toml or of the last time by default.",
    ),
]


def language(lang: Lang | None) -> Language:
    """The language that was asked for, else that of the locale."""
    from grader.wording import language_of

    return language_of() if lang is None else lang.value


def words(lang: Lang | None) -> Words:
    """The words of :func:`language`."""
    from grader.wording import words_of

    return words_of(language(lang))


def chosen(exercise: str | None, what: str) -> str:
    """The exercise that was named.

    Raises:
        UsageError: none was; the message says what there is.
    """
    if exercise:
        return exercise
    from grader.course import load_course

    names = ", ".join(load_course().exercises) or "none yet"
    raise UsageError("no exercise", f"say which one to {what}", f"There are: {names}.")

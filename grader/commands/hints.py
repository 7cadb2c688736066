"""The next hint of an exercise, for ``grader hint`` and ``grader watch``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from grader.commands.wrapping import Wrapped
from grader.text import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.commands.progress import Progress
    from grader.course import Exercise
    from grader.wording import Words


def one_more(exercise: Exercise, progress: Progress, shown: int = 0) -> tuple[int, bool]:
    """Give one more hint, and note it.

    Args:
        exercise: whose.
        progress: where it is noted.
        shown: how many the caller has shown, noted or not.

    Returns:
        How many are given by now, and whether that could be noted.
    """
    given = max(shown_so_far(exercise, progress), shown)
    if given == len(exercise.spec.hints):
        return given, True
    return given + 1, progress.update(exercise.slug, hints=given + 1)


def shown_so_far(exercise: Exercise, progress: Progress) -> int:
    """How many hints were given already."""
    return max(0, min(progress[exercise.slug].hints, len(exercise.spec.hints)))


def rendered_hints(
    exercise: Exercise, numbers: Iterable[int], words: Words
) -> list[RenderableType]:
    """Some hints, each under its number.

    Args:
        exercise: whose.
        numbers: which, from 1.
        words: the language of our words.
    """
    hints = _texts(exercise, words)
    shown: list[RenderableType] = []
    for number in numbers:
        title = words("terminal.hint_number", number=number, total=len(hints))
        shown.append(Text(title, "bold yellow"))
        shown.append(Padding(Wrapped(harmless(hints[number - 1])), (0, 2)))
    return shown


def _texts(exercise: Exercise, words: Words) -> list[str]:
    """The hints as the reader has them."""
    hints = [hint.text for hint in exercise.spec.hints]
    if words.language != "en":
        from grader.translation import phrasebook_of

        hints = list(map(phrasebook_of(exercise, words.language).exact, hints))
    return [text.strip() for text in hints]

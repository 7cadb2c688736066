"""Keep what is known of similar submissions up to date: compare an exercise's when one changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from grader.batch.plan import parse_kept
from grader.course import Course
from grader.gradebook import Gradebook, Refusal


def compare(course: Course, exercise: str, book: Gradebook, begins: Callable[[], None]) -> int:
    """Compare the submissions of ``exercise`` that count, unless these are the same as last time.

    Args:
        course: where the exercise comes from.
        exercise: its slug.
        book: where the submissions are, and what is found goes.
        begins: called when there is something to be compared, which takes seconds.

    Returns:
        How many pairs were found by this comparison; 0 when there was none to be made.
    """
    texts = _texts(exercise, book)
    state = hashlib.sha256(course.exercises[exercise].digest().encode())
    for key, text in sorted(texts.items()):
        state.update(f"{key}\0{text}\0".encode("utf-8", "surrogatepass"))
    name, digest = f"compared {exercise}", state.hexdigest()
    if len(texts) < 2 or book.remembered(name) == digest:
        return 0
    from grader.batch.similarity import similar

    begins()
    found = similar(course, exercise, texts)
    book.set_similarities(exercise, found)
    book.remember(**{name: digest})
    return len(found)


def _texts(exercise: str, book: Gradebook) -> dict[str, str]:
    """The texts of the submissions that count, by student; without those that can't be read."""
    texts = {}
    for (student, slug), cell in book.cells().items():
        if slug != exercise or cell.attempt.refusal is not None:
            continue
        data = book.source(cell.attempt.digest)
        found = None if data is None else parse_kept(data, cell.attempt.name, slug)
        if found is not None and not isinstance(found, Refusal):
            texts[student] = found.text
    return texts

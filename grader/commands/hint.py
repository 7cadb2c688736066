"""``grader hint``: one more hint each time."""

from __future__ import annotations

from grader.commands.options import ExerciseArgument, LanguageOption, chosen, words


def hint(exercise: ExerciseArgument = None, lang: LanguageOption = None) -> int:
    """Give one more hint for an exercise.

    After the last one, all of them are shown again.
    """
    from rich.padding import Padding
    from rich.text import Text

    from grader.commands.console import show, shown_path
    from grader.commands.progress import Progress
    from grader.commands.wrapping import Wrapped
    from grader.course import load_course
    from grader.text import harmless
    from grader.translation import phrasebook_of

    w = words(lang)
    slug = chosen(exercise, "give a hint for")
    course = load_course()
    found = course.exercise(slug)
    hints = [hint.text for hint in found.spec.hints]
    if w.language != "en":
        book = phrasebook_of(found, w.language)
        hints = [book.exact(text) for text in hints]
    progress = Progress(course.root)
    seen = min(progress[slug].hints, len(hints))
    for number in range(seen, seen + 1) if seen < len(hints) else range(len(hints)):
        show(Text(w("terminal.hint_number", number=number + 1, total=len(hints)), "bold yellow"))
        show(Padding(Wrapped(harmless(hints[number].strip())), (0, 2)))
    if seen < len(hints):
        progress.update(slug, hints=seen + 1)
    if seen + 1 >= len(hints):
        own = found.statement.with_suffix(f".{w.language}.md")
        statement = own if own.is_file() else found.statement
        print(w("terminal.hints_over", statement=shown_path(statement)))
    else:
        print(w("terminal.hint_more", slug=slug))
    return 0

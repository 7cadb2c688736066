"""``grader hint``: one more hint each time."""

from __future__ import annotations

from grader.commands.options import ExerciseArgument, chosen


def hint(exercise: ExerciseArgument = None) -> int:
    """Give one more hint for an exercise.

    After the last one, all of them are shown again.
    """
    from rich.padding import Padding
    from rich.text import Text

    from grader.commands.console import show, shown_path
    from grader.commands.progress import Progress
    from grader.course import load_course
    from grader.text import harmless

    slug = chosen(exercise, "give a hint for")
    course = load_course()
    found = course.exercise(slug)
    hints = found.spec.hints
    progress = Progress(course.root)
    seen = min(progress[slug].hints, len(hints))
    for number in range(seen, seen + 1) if seen < len(hints) else range(len(hints)):
        show(Text(f"Hint {number + 1} of {len(hints)}", "bold yellow"))
        show(Padding(Text(harmless(hints[number].text.strip())), (0, 2)))
    if seen < len(hints):
        progress.update(slug, hints=seen + 1)
    if seen + 1 >= len(hints):
        print(f"There are no more hints. Read {shown_path(found.statement)} once more.")
    else:
        print(f"One more: make hint EX={slug}")
    return 0

"""``grader list``: what there is to solve, in the order of the path."""

from __future__ import annotations

from grader.commands.options import LanguageOption, words


def list_exercises(lang: LanguageOption = None) -> int:
    """List the exercises, with the points reached so far."""
    from rich.table import Table
    from rich.text import Text

    from grader.commands.console import show
    from grader.commands.progress import Progress
    from grader.course import load_course
    from grader.text import number

    w = words(lang)
    course = load_course()
    progress = Progress(course.root)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    section = None
    for slug, exercise in course.exercises.items():
        if exercise.spec.section != section:
            if section is not None:
                table.add_row()
            section = exercise.spec.section
            table.add_row(Text(w(f"section.{section}"), "bold"))
        reached = progress[slug]
        score = "-" if reached.score is None else number(reached.score)
        table.add_row(
            Text(f"  {slug}", "green" if reached.solved else ""),
            Text(exercise.title(w.language)),
            Text(f"{score} / {number(exercise.max_score)}", "green" if reached.solved else "dim"),
        )
    show(table)
    solved = sum(progress[slug].solved for slug in course.exercises)
    print("\n" + w("terminal.solved", n=len(course.exercises), solved=solved))
    return 0

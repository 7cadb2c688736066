"""``grader list``: what there is to solve, in the order of the path, and what comes next."""

from __future__ import annotations

from grader.commands.options import LanguageOption, words


def list_exercises(lang: LanguageOption = None) -> int:
    """List the exercises, with the points reached so far, and say what comes next."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from grader.commands.console import show, shown_path
    from grader.commands.progress import Progress, next_on_path
    from grader.course import load_course
    from grader.text import number, one_line

    w = words(lang)
    course = load_course()
    progress = Progress(course.root)
    following = next_on_path(course, progress)
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
        mark = "✓" if reached.solved else "→" if slug == following else " "
        style = "green" if reached.solved else "bold" if slug == following else ""
        table.add_row(
            Text(f"{mark} {slug}", style),
            Text(one_line(exercise.title(w.language)), "bold" if slug == following else ""),
            Text(
                f"{score} / {number(exercise.max_score)}",
                "green" if reached.solved else "" if reached.score else "dim",
            ),
        )
    show(table)
    solved = sum(progress[slug].solved for slug in course.exercises)
    points = sum(progress[slug].score or 0 for slug in course.exercises)
    total = sum(exercise.max_score for exercise in course.exercises.values())
    told = w("terminal.solved", n=len(course.exercises), solved=solved)
    so_far = w("terminal.points", score=points, n=total)
    print(f"\n{told}{so_far}")
    if following is None:
        return 0
    one = course.exercises[following]
    title = one_line(one.title(w.language))
    # Titles in Chinese begin with the name.
    named = title if title.strip("`").startswith(following) else f"{following}, {title}"
    show(Text("\n" + w("terminal.next_is", exercise=named), "bold"))
    if w.language == "en" and one.spec.why:
        show(Padding(Text(one_line(one.spec.why, 600)), (0, 2)))
    own = one.statement.with_suffix(f".{w.language}.md")
    statement = shown_path(own if own.is_file() else one.statement)
    show(Padding(Text(w("terminal.begin", statement=statement, slug=following)), (0, 2)))
    return 0

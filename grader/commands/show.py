"""``grader show``: what the gradebook knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from grader.commands.options import GradebookOption, book_at

if TYPE_CHECKING:
    from rich.console import RenderableType

    from grader.classbook import ClassBook, Grade, Student
    from grader.gradebook import Gradebook


def show(
    student: Annotated[
        str | None,
        typer.Argument(metavar="[STUDENT]", help="Key, number, login, address or name."),
    ] = None,
    gradebook: GradebookOption = None,
) -> int:
    """Show one student's grades and their history, or the whole class."""
    from rich.console import Group

    from grader.commands.classtable import class_table
    from grader.commands.console import show as print_out
    from grader.course import load_course
    from grader.gradebook import Gradebook

    course = load_course()
    with Gradebook.open(book_at(gradebook)) as book:
        classbook = book.class_book(course)
        if student is None:
            print_out(Group(_people(classbook), "", class_table(classbook)))
        else:
            print_out(_one(book, classbook, book.student(student)))
    return 0


def _people(classbook: ClassBook) -> RenderableType:
    """Everybody, with the sum of their points."""
    from rich.table import Table
    from rich.text import Text

    from grader.text import number, one_line

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("student", no_wrap=True)
    table.add_column("name")
    table.add_column("handed in", justify="right")
    table.add_column("points", justify="right")
    every = sum(column.max_score for column in classbook.columns)
    by_student: dict[str, list[Grade]] = {}
    for grade in classbook.grades:
        by_student.setdefault(grade.student, []).append(grade)
    for student in classbook.students:
        grades = by_student.get(student.key, [])
        table.add_row(
            Text(one_line(student.key, 40)),
            Text(one_line(student.name or "", 40)),
            f"{len(grades)} of {len(classbook.columns)}",
            f"{number(sum(grade.score for grade in grades))} of {number(every)}",
        )
    return table


def _one(book: Gradebook, classbook: ClassBook, student: Student) -> RenderableType:
    """One student: a line for each exercise, and below it what there is to say."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    from grader.commands.classtable import grade_line
    from grader.text import harmless, number, one_line

    lines: list[RenderableType] = []
    known = [student.name, student.id, student.login, student.email]
    who = ", ".join(one_line(text, 60) for text in known if text and text != student.key)
    lines.append(Text.assemble((one_line(student.key, 60), "bold"), f"  {who}" if who else ""))
    by_cell = classbook.by_cell()
    for column in classbook.columns:
        slug = column.exercise
        grade = by_cell.get((student.key, slug))
        history = book.history(student.key, slug)
        lines.append(Text(""))
        if grade is None:
            lines.append(Text.assemble((one_line(slug, 40), "bold"), "  nothing graded"))
        else:
            lines.append(Text.assemble((one_line(slug, 40), "bold"), f"  {grade_line(grade)}"))
            details = _details(grade)
            count = book.attempts(student.key, slug)
            if count > 1:
                details.append(f"{count} attempts; the last one counts")
            lines += [Padding(Text(text), (0, 0, 0, 2)) for text in details]
        for past in history:
            when = past.at.astimezone().strftime("%Y-%m-%d %H:%M")
            text = Text(f"{when}  {past.kind:8}  {one_line(harmless(past.text), 300)}", "dim")
            lines.append(Padding(text, (0, 0, 0, 2)))
    total = sum(grade.score for cell, grade in by_cell.items() if cell[0] == student.key)
    every = sum(column.max_score for column in classbook.columns)
    lines += [Text(""), Text(f"{number(total)} of {number(every)} points", "bold")]
    return Group(*lines)


def _details(grade: Grade) -> list[str]:
    """What changed a score, and what was said."""
    from grader.text import number, one_line

    found = []
    report = grade.report
    if grade.submitted_at is not None:
        found.append(f"handed in {grade.submitted_at.astimezone():%Y-%m-%d %H:%M}")
    if grade.lateness is not None and grade.lateness.days:
        found.append(f"late: {grade.lateness.why} The report says {number(report.score)}.")
    if grade.override is not None:
        reason = one_line(grade.override.reason, 300)
        found.append(f"given by hand: {number(grade.override.score)}, {reason}")
    if grade.comment:
        found.append(f"comment: {one_line(grade.comment, 300)}")
    if report.problem:
        found.append(one_line(report.problem, 300))
    for flag in report.flags:
        place = f", line {flag.line}" if flag.line else ""
        found.append(f"flagged: {one_line(flag.message, 200)}{place}")
    return found

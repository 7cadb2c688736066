"""``grader doctor``: how well submissions are kept apart here, and what would make it better."""

from __future__ import annotations

EXIT_WEAK = 1


def doctor() -> int:
    """Say how well submissions are isolated here.

    Names what is missing, and how to get it.

    Exits with 0 when a class may be graded here, 1 when only your own code should be.
    """
    import os
    import platform
    import sys

    from rich.table import Table
    from rich.text import Text

    from grader.commands.console import make_console, rendered
    from grader.sandbox import probe
    from grader.text import harmless
    from grader.wording import ISOLATION

    console = make_console()
    found = probe()
    strong = found.level.rung <= 2
    style = "bold green" if strong else "bold yellow"
    console.print(Text.assemble("Isolation  ", (ISOLATION[found.level], style)))
    if forced := os.environ.get("GRADER_ISOLATION"):
        console.print(Text(f"Forced     {harmless(forced)}, by GRADER_ISOLATION", "yellow"))
    console.print(Text(f"Python     {platform.python_version()} ({sys.executable})"))
    console.print(Text(f"System     {platform.platform(terse=True)}"))
    console.print(Text(f"Course     {_course()}"))
    if kit := _kit():
        console.print(Text(f"Kit        {harmless(kit)}"))
    console.print()
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=1)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    for finding in found.findings:
        mark = Text("✓", "green") if finding.ok else Text("✗", "red")
        table.add_row(mark, Text(finding.name), Text(harmless(finding.detail)))
        if not finding.ok and finding.remedy:
            table.add_row("", "", Text(harmless(finding.remedy), "yellow"))
    print(rendered(console, table), end="")
    if not strong:
        console.print("\nGood enough for your own code; do not grade other people's with it.")
    return 0 if strong else EXIT_WEAK


def _course() -> str:
    from grader.course import load_course
    from grader.errors import GradingError
    from grader.text import plural

    try:
        course = load_course()
    except GradingError as error:
        return f"{error.subject}: {error.cause}. {error.remedy}"
    return f"{plural(len(course.exercises), 'exercise')} in {course.root}"


def _kit() -> str:
    """What kit this is, and whether it is as it was delivered; empty where it is none."""
    from grader.commands.coursekey import course_key
    from grader.course import find_root
    from grader.errors import GradingError
    from grader.kit import inspect, is_kit, read_kit

    try:
        root = find_root()
        if not is_kit(root):
            return ""
        kit = read_kit(root)
        changes = inspect(root, course_key(None))
    except GradingError as error:
        return f"{error.subject}: {error.cause}. {error.remedy}"
    told = ", ".join(f"{change.path} {change.kind}" for change in changes)
    return f"{kit.course}, version {kit.version}: {told or 'as it was delivered'}"

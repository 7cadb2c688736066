"""``grader open``: the HTML report in the browser."""

from __future__ import annotations

from grader.commands.options import ExerciseArgument, LanguageOption, chosen, words


def open_(exercise: ExerciseArgument = None, lang: LanguageOption = None) -> int:
    """Open an exercise's report in the browser ($BROWSER, or that of the system).

    Grades first where there is no report yet, or your file is newer.
    """
    from grader.commands.browser import open_report
    from grader.commands.check import check
    from grader.commands.console import shown_path
    from grader.commands.watch.saves import trace
    from grader.course import load_course

    w = words(lang)
    slug = chosen(exercise, "open the report of")
    course = load_course()
    found = course.exercise(slug)
    report = course.root / "reports" / f"{slug}.html"
    made, saved = trace(report), trace(found.stub)
    if made is None or (saved is not None and saved[0] > made[0]):
        print(w("open.grading", place=shown_path(found.stub)), flush=True)
        check(slug, lang=lang)
    if open_report(report, alone=True):
        print(w("open.opened", path=shown_path(report)))
    else:
        print(w("open.no_browser"))
        print(report.resolve())
    return 0

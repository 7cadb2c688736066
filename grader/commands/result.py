"""A grading on the terminal: compact, right at 80 columns, with one next step."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.commands.progress import Progress, next_on_path
from grader.commands.wrapping import Wrapped
from grader.course import Course
from grader.edition import edition_of
from grader.model import CheckResult, GradeReport, IsolationLevel, Verdict
from grader.text import cut, cut_lines, harmless, number, one_line
from grader.witness import Step, Witness, read_witness
from grader.wording import Words, mark, points, tone, untrusted

MAX_STEPS = 14
"""Steps of a witness on the terminal; the HTML report has them all."""
MAX_REPLAY = 140
"""Characters of a replay line on the terminal; a longer one is in the HTML report."""
MAX_LINES = 12
"""Lines of any text of a check."""

_STYLES = {Verdict.PASSED: "green", Verdict.NOT_RUN: "dim", Verdict.INCONCLUSIVE: "magenta"}
_TONES = {"good": "bold green", "part": "bold yellow", "bad": "bold red", "open": "bold magenta"}


def result(report: GradeReport, next_step: str, html: str | None, words: Words) -> Group:
    """Everything that a student sees of a grading.

    Args:
        report: the grading.
        next_step: the one thing to do next.
        html: where the HTML report is, if there is one.
        words: the language of our words.
    """
    report = edition_of(report, "student")
    parts: list[RenderableType] = [Wrapped(_line(report.title or report.exercise), "bold"), ""]
    if report.problem:
        parts += [Padding(_text(report.problem, words), (0, 2)), ""]
    told = {report.problem}
    for check in report.checks:
        parts.append(_headline(check, words))
        # What was said once is not said again: a stub fails every check for the same reason.
        silent = check.verdict is Verdict.PASSED or check.feedback in told
        details = [] if silent else list(_details(check, words))
        while details and details[-1] == "":
            details.pop()
        told.add(check.feedback or None)
        parts += [Padding(part, (0, 2, 0, 5)) for part in details]
        if details:
            parts.append("")
    if parts[-1] != "":
        parts.append("")
    if report.misconceptions:
        looks_like = words.perhaps(report) + words("report.colon").rstrip()
        parts.append(Padding(Wrapped(looks_like, "dim"), (0, 2)))
    # Where the checks can't tell several ideas apart, the names are enough: the report says more.
    many = len(report.misconceptions) > 2
    for misconception in report.misconceptions:
        parts.append(Padding(Wrapped(_line(misconception.title), "bold yellow"), (0, 2)))
        if not many:
            parts += [Padding(_text(misconception.feedback, words), (0, 2)), ""]
    if many:
        parts.append("")
    parts.append(_footer(report, next_step, html, words))
    return Group(*parts)


def next_step(
    report: GradeReport, course: Course, place: str, words: Words, *, keys: bool = False
) -> str:
    """The one thing to do next.

    Args:
        report: the grading.
        course: where the next exercise comes from.
        place: path of the student's file, as the student would type it.
        words: the language of our words.
        keys: name the keys of ``grader watch`` instead of commands.
    """
    slug = report.exercise
    if report.verdict is Verdict.INCONCLUSIVE:
        if (path := untrusted(report)) is not None:
            return words("terminal.next_restore", path=path, slug=slug)
        if report.flags:
            line = next((flag.line for flag in report.flags if flag.line), None)
            where = f"{place}:{line}" if line else place
            return words("terminal.next_flagged", place=where)
        return words("watch.next_again" if keys else "terminal.next_again")
    if report.verdict is Verdict.PASSED:
        following = next_on_path(course, Progress(course.root), after=slug)
        if following is None:
            return words("terminal.next_none")
        title = course.exercises[following].title(words.language)
        key = "watch.next_exercise" if keys else "terminal.next_exercise"
        return words(key, slug=following, title=title)
    if report.problem:
        key = "watch.next_mend" if keys else "terminal.next_mend"
        return words(key, place=place, slug=slug)
    line = next((line for check in report.checks if (line := _last_line(check, slug))), None)
    where = f"{place}:{line}" if line else place
    return words("watch.next_look" if keys else "terminal.next_look", place=where, slug=slug)


def _last_line(check: CheckResult, slug: str) -> int | None:
    """The line of the student's file to look at first, if a failed check speaks of one."""
    if check.verdict is Verdict.PASSED:
        return None
    witness = read_witness(check.witness)
    if witness and witness.last_line:
        return witness.last_line
    place = rf"\bline (\d{{1,6}}) of {slug}\.py\b|\b{slug}\.py 第 (\d{{1,6}}) 行"
    said = re.search(place, check.feedback)
    return int(said[1] or said[2]) if said else None


def _headline(check: CheckResult, words: Words) -> Table:
    style = _STYLES.get(check.verdict, "red")
    plain = check.verdict in (Verdict.PASSED, Verdict.FAILED)
    row = Table.grid(padding=(0, 1), expand=True)
    row.add_column(width=3, justify="right")
    row.add_column(ratio=1)
    row.add_column(justify="right", no_wrap=True)
    row.add_column(justify="right", no_wrap=True, min_width=7)
    row.add_row(
        Text(mark(check.verdict), style),
        Wrapped(_line(check.title), "" if check.verdict is Verdict.PASSED else "bold"),
        # Two blanks apart from the title, or the two read as one sentence.
        Text("" if plain else f" {words.verdict(check.verdict)}", style),
        Text(f"{points(check)} / {number(check.max_score)}", style),
    )
    return row


def _details(check: CheckResult, words: Words) -> Iterator[RenderableType]:
    """Why it did not pass."""
    observed = None if check.observed == check.verdict.value else check.observed
    if observed or check.expected:
        yield _pairs(
            (
                (words("terminal.seen"), observed),
                (words("terminal.expected"), check.expected),
            ),
            words,
        )
    if check.feedback:
        yield _text(check.feedback, words)
    witness = read_witness(check.witness)
    if witness is not None:
        yield from _witness(witness, words, told=check.feedback)
        if 0 < len(witness.replay) <= MAX_REPLAY:
            yield _pairs(((words("terminal.replay"), witness.replay),), words)
    for name, text in (("printed", check.stdout), ("on_stderr", check.stderr)):
        if text.strip():
            said = functools.partial(_left_out, words)
            printed = cut_lines(text.strip("\n"), 4, 160, said)
            yield _pairs(((words(f"terminal.{name}"), printed),), words)
    if check.hint:
        yield _pairs(((words("terminal.hint"), check.hint),), words, "yellow")


def _pairs(pairs: Iterable[tuple[str, str | None]], words: Words, style: str = "dim") -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    for name, text in pairs:
        if text:
            table.add_row(Text(name, style), _text(text, words))
    return table


def _witness(witness: Witness, words: Words, *, told: str) -> Iterator[RenderableType]:
    """The schedule, who waits for what, and the sentence that sums it up."""
    # Where a run hung is said in words already.
    telling = [step for step in witness.steps if step.event is None or not step.event.is_end]
    steps = telling[-MAX_STEPS:]
    left_out = witness.left_out + len(telling) - len(steps)
    if steps:
        yield ""
        if left_out:
            yield Text(words("terminal.earlier", n=left_out), "dim")
        yield _lanes(witness, steps, words)
        sources = {step.line: step.source for step in steps if step.line and step.source}
        for line, source in list(sources.items())[:6]:
            yield Text.assemble(
                (words("terminal.line", line=line) + "  ", "dim"), (one_line(source, 66), "cyan")
            )
        yield ""
    # A hang's feedback tells of every wait, alike ones together.
    hung = not any(step.event is None for step in telling)
    for wait in witness.waits:
        if not (wait.told_by(told) or (hung and witness.conclusion and witness.conclusion in told)):
            yield _text(wait.told(words), words)
    if witness.conclusion and witness.conclusion not in told:
        yield _text(witness.conclusion, words)


def _lanes(witness: Witness, steps: Iterable[Step], words: Words) -> Table:
    """One column a thread when they fit, otherwise one row a step with the thread's name."""
    table = Table.grid(padding=(0, 2, 0, 0))
    names = witness.names(words)
    if len(witness.lanes) > 3:
        for step in steps:
            at = words("terminal.line", line=step.line) if step.line else ""
            name = one_line(names[step.lane], 22)
            table.add_row(Text(name, "bold"), Text(at, "dim"), Wrapped(_line(step.told(words))))
        return table
    for _ in witness.lanes:
        table.add_column(ratio=1, overflow="fold")
    table.add_row(*(Text(one_line(name, 30), "bold") for name in names))
    for step in steps:
        cells: list[Text] = [Wrapped() for _ in witness.lanes]
        at = f"{step.line}: " if step.line else ""
        cells[step.lane] = Wrapped.assemble((at, "dim"), cut(_line(step.told(words)), 60))
        table.add_row(*cells)
    table.expand = True
    return table


def _footer(report: GradeReport, next_step: str, html: str | None, words: Words) -> Table:
    """Score, what to know about it, and the next step: a label and a text a row."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(ratio=1, overflow="fold")
    passed = sum(check.verdict is Verdict.PASSED for check in report.checks)
    score = words("terminal.reached", score=report.score, n=report.max_score)
    of_all = words("terminal.passed", passed=passed, n=len(report.checks))
    table.add_row(words("terminal.score"), Text.assemble((score, _TONES[tone(report)]), of_all))
    if report.verdict is Verdict.INCONCLUSIVE:
        table.add_row("", Wrapped(words.inconclusive(report)))
    if report.elsewhere is not None:
        table.add_row("", Wrapped(words.elsewhere(report)))
    for flag in report.flags:
        at = words("terminal.at", line=flag.line) if flag.line else ""
        table.add_row(
            words("terminal.flagged"), Wrapped(one_line(words.flag(flag), 300) + at, "magenta")
        )
    if report.isolation is not IsolationLevel.FULL:
        weak = words("terminal.weak", level=words.isolation(report.isolation))
        table.add_row(words("terminal.isolation"), Wrapped(weak, "yellow"))
    if report.verdict is not Verdict.PASSED:
        table.add_row(words("terminal.seed"), str(report.seed))
    if html is not None:
        table.add_row(words("terminal.report"), Wrapped(_line(html)))
    table.add_row(words("terminal.next"), Wrapped(harmless(next_step), "bold"))
    return table


def _line(text: str) -> str:
    return one_line(text, 240)


def _text(text: str, words: Words) -> Text:
    """Hostile text of several lines: harmless, and not endless."""
    said = functools.partial(_left_out, words)
    return Wrapped(cut_lines(harmless(text), MAX_LINES, 600, said), overflow="fold")


def _left_out(words: Words, count: int) -> str:
    return words("report.lines_out", n=count)

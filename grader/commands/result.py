"""A grading on the terminal: compact, right at 80 columns, with one next step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.commands.progress import Progress
from grader.course import Course
from grader.edition import edition_of
from grader.model import CheckResult, GradeReport, IsolationLevel, Verdict
from grader.text import cut, cut_lines, harmless, number, one_line, plural
from grader.witness import Step, Witness, read_witness
from grader.wording import INCONCLUSIVE, ISOLATION, VERDICTS, mark, perhaps, points, tone

MAX_STEPS = 14
"""Steps of a witness on the terminal; the HTML report has them all."""
MAX_LINES = 12
"""Lines of any text of a check."""

_STYLES = {Verdict.PASSED: "green", Verdict.NOT_RUN: "dim", Verdict.INCONCLUSIVE: "magenta"}
_TONES = {"good": "bold green", "part": "bold yellow", "bad": "bold red", "open": "bold magenta"}


def result(report: GradeReport, next_step: str, html: str | None) -> Group:
    """Everything that a student sees of a grading.

    Args:
        report: the grading.
        next_step: the one thing to do next.
        html: where the HTML report is, if there is one.
    """
    report = edition_of(report, "student")
    parts: list[RenderableType] = [Text(_line(report.title or report.exercise), "bold"), ""]
    if report.problem:
        parts += [Padding(_text(report.problem), (0, 2)), ""]
    told = {report.problem}
    for check in report.checks:
        parts.append(_headline(check))
        # What was said once is not said again: a stub fails every check for the same reason.
        silent = check.verdict is Verdict.PASSED or check.feedback in told
        details = [] if silent else list(_details(check))
        told.add(check.feedback or None)
        parts += [Padding(part, (0, 2, 0, 5)) for part in details]
        if details:
            parts.append("")
    if parts[-1] != "":
        parts.append("")
    if report.misconceptions:
        parts.append(Padding(Text(f"{perhaps(report)}:", "dim"), (0, 2)))
    for misconception in report.misconceptions:
        parts.append(Padding(Text(_line(misconception.title), "bold yellow"), (0, 2)))
        parts += [Padding(_text(misconception.feedback), (0, 2)), ""]
    parts.append(_footer(report, next_step, html))
    return Group(*parts)


def next_step(report: GradeReport, course: Course, place: str) -> str:
    """The one thing to do next.

    Args:
        report: the grading.
        course: where the next exercise comes from.
        place: path of the student's file, as the student would type it.
    """
    slug = report.exercise
    if report.verdict is Verdict.INCONCLUSIVE:
        return "run it again; if this stays, send the report to your instructor."
    if report.verdict is Verdict.PASSED:
        progress = Progress(course.root)
        following = [name for name in _after(course, slug) if not progress[name].solved]
        if not following:
            return "nothing: every exercise is solved."
        return f"make check EX={following[0]} ({course.exercises[following[0]].spec.title})"
    again = f"make check EX={slug}"
    if report.problem:
        return f"mend {place}, then {again}"
    line = next((line for check in report.checks if (line := _last_line(check, slug))), None)
    where = f"{place}:{line}" if line else place
    return f"look at {where}, or ask for a hint: make hint EX={slug}"


def _after(course: Course, slug: str) -> list[str]:
    """The other exercises in the order of the path, from ``slug`` on and around."""
    names = list(course.exercises)
    at = names.index(slug) + 1 if slug in names else 0
    return [name for name in names[at:] + names[:at] if name != slug]


def _last_line(check: CheckResult, slug: str) -> int | None:
    """The line of the student's file to look at first, if a failed check speaks of one."""
    if check.verdict is Verdict.PASSED:
        return None
    witness = read_witness(check.witness)
    if witness and witness.last_line:
        return witness.last_line
    said = re.search(rf"\bline (\d{{1,6}}) of {slug}\.py\b", check.feedback)
    return int(said.group(1)) if said else None


def _headline(check: CheckResult) -> Table:
    style = _STYLES.get(check.verdict, "red")
    words = "" if check.verdict in (Verdict.PASSED, Verdict.FAILED) else VERDICTS[check.verdict]
    row = Table.grid(padding=(0, 1), expand=True)
    row.add_column(width=3, justify="right")
    row.add_column(ratio=1)
    row.add_column(justify="right", no_wrap=True)
    row.add_column(justify="right", no_wrap=True, min_width=7)
    row.add_row(
        Text(mark(check.verdict), style),
        Text(_line(check.title), "" if check.verdict is Verdict.PASSED else "bold"),
        Text(words, style),
        Text(f"{points(check)} / {number(check.max_score)}", style),
    )
    return row


def _details(check: CheckResult) -> Iterator[RenderableType]:
    """Why it did not pass."""
    if check.observed or check.expected:
        yield _pairs((("seen", check.observed), ("expected", check.expected)))
    if check.feedback:
        yield _text(check.feedback)
    witness = read_witness(check.witness)
    if witness is not None:
        yield from _witness(witness, told=check.feedback)
    for name, text in (("printed", check.stdout), ("on stderr", check.stderr)):
        if text.strip():
            yield _pairs(((name, cut_lines(text.strip("\n"), 4, 160)),))
    if check.hint:
        yield _pairs((("hint", check.hint),), "yellow")


def _pairs(pairs: Iterable[tuple[str, str | None]], style: str = "dim") -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    for name, text in pairs:
        if text:
            table.add_row(Text(name, style), _text(text))
    return table


def _witness(witness: Witness, *, told: str) -> Iterator[RenderableType]:
    """The schedule, who waits for what, and the sentence that sums it up."""
    steps = witness.steps[-MAX_STEPS:]
    left_out = witness.left_out + len(witness.steps) - len(steps)
    if steps:
        yield ""
        if left_out:
            yield Text(f"… {plural(left_out, 'earlier step')}: see the report", "dim")
        yield _lanes(witness, steps)
        sources = {step.line: step.source for step in steps if step.line and step.source}
        for line, source in list(sources.items())[:6]:
            yield Text.assemble((f"line {line}  ", "dim"), (one_line(source, 66), "cyan"))
        yield ""
    for wait in witness.waits:
        if not wait.told_by(told):
            yield _text(wait.sentence)
    if witness.conclusion and witness.conclusion != told:
        yield _text(witness.conclusion)


def _lanes(witness: Witness, steps: Iterable[Step]) -> Table:
    """One column a thread when they fit, otherwise one row a step with the thread's name."""
    table = Table.grid(padding=(0, 2, 0, 0))
    if len(witness.lanes) > 3:
        for step in steps:
            at = f"line {step.line}" if step.line else ""
            name = one_line(witness.lanes[step.lane], 16)
            table.add_row(Text(name, "bold"), Text(at, "dim"), Text(_line(step.what)))
        return table
    for _ in witness.lanes:
        table.add_column(ratio=1, overflow="fold")
    table.add_row(*(Text(one_line(name, 30), "bold") for name in witness.lanes))
    for step in steps:
        cells = [Text() for _ in witness.lanes]
        at = f"{step.line}: " if step.line else ""
        cells[step.lane] = Text.assemble((at, "dim"), cut(_line(step.what), 60))
        table.add_row(*cells)
    table.expand = True
    return table


def _footer(report: GradeReport, next_step: str, html: str | None) -> Table:
    """Score, what to know about it, and the next step: a label and a text a row."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(ratio=1, overflow="fold")
    passed = sum(check.verdict is Verdict.PASSED for check in report.checks)
    score = f"{number(report.score)} of {plural(report.max_score, 'point')}"
    of_all = f", {passed} of {plural(len(report.checks), 'check')} passed"
    table.add_row("Score", Text.assemble((score, _TONES[tone(report)]), of_all))
    if report.verdict is Verdict.INCONCLUSIVE:
        table.add_row("", Text(INCONCLUSIVE))
    for flag in report.flags:
        at = f" (line {flag.line})" if flag.line else ""
        table.add_row("Flagged", Text(one_line(flag.message, 300) + at, "magenta"))
    if report.isolation is not IsolationLevel.FULL:
        weak = f"{ISOLATION[report.isolation]}; make doctor says why"
        table.add_row("Isolation", Text(weak, "yellow"))
    if report.verdict is not Verdict.PASSED:
        table.add_row("Seed", str(report.seed))
    if html is not None:
        table.add_row("Report", Text(_line(html)))
    table.add_row("Next", Text(harmless(next_step), "bold"))
    return table


def _line(text: str) -> str:
    return one_line(text, 240)


def _text(text: str) -> Text:
    """Hostile text of several lines: harmless, and not endless."""
    return Text(cut_lines(harmless(text), MAX_LINES, 600), overflow="fold")

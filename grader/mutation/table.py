"""``docs/MUTANTS.md``: what the operators are, and what became of the mutants.

All of the page but the counts of what was killed follows from the course, without grading
anything. Those counts come from a hunt; rows of exercises that were not hunted stay as they are,
so that one exercise can be hunted at a time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from grader.course import Course
from grader.mutation.explained import load_explanations
from grader.mutation.hunt import Hunt, derive
from grader.mutation.mutant import Mutant
from grader.mutation.operators import OPERATORS
from grader.text import plural

PAGE = "docs/MUTANTS.md"
_ROW = re.compile(r"^\| \[(\w+)\]\(.*$", re.MULTILINE)
_INTRO = """\
# Mutants

<!-- Written by `grader verify --mutants --write-docs`; a test keeps it fresh. -->

A *mutant* is a reference solution with one mistake in it, made by a mutation operator. The checks
of an exercise are good enough when they kill every mutant: at least one check fails it. A mutant
that survives is either a gap in the checks, or *equivalent*: no use that the statement allows can
tell it from the reference. Then the reason stands in `solutions/<slug>/mutants.toml`, and below.

```
grader verify --mutants                      # all exercises; exits 1 on an unexplained survivor
grader verify --mutants lock                 # one
grader verify --mutants lock --mutant KEY    # one mutant again
```
"""


def page(course: Course, hunts: Iterable[Hunt], before: str = "") -> str:
    """The text of the page.

    Args:
        course: whose exercises and reasons are shown.
        hunts: what was found anew.
        before: the page as it was, for the rows of the exercises that were not hunted.
    """
    rows = {match.group(1): match.group() for match in _ROW.finditer(before)}
    rows |= {one.exercise: _row(one) for one in hunts}
    mutants = {slug: derive(course, one) for slug, one in course.exercises.items()}
    parts = [
        _INTRO,
        "\n## Results\n\n",
        "| exercise | mutants | killed | equivalent | survived | inconclusive | killed by |\n",
        "|---|---|---|---|---|---|---|\n",
        *(f"{rows[slug]}\n" for slug in course.exercises if slug in rows),
        '\n"Killed by" counts the first check that fails a mutant; the grading ends there.\n',
        "\n## Operators\n\n",
        _operators(mutants),
        "\n## Equivalent mutants\n",
        *(_reasons(course, slug, found) for slug, found in mutants.items()),
    ]
    return "".join(parts)


def rows_of(text: str) -> dict[str, list[int]]:
    """The counts in a page: mutants, killed, equivalent, survived, inconclusive, by exercise."""
    cells = {match.group(1): match.group().split(" | ") for match in _ROW.finditer(text)}
    return {slug: [int(cell) for cell in row[1:6]] for slug, row in cells.items()}


def _row(found: Hunt) -> str:
    by = Counter(fate.check for fate in found.fates if fate.status == "killed")
    killers = ", ".join(f"{check} {count}" for check, count in sorted(by.items(), key=_most_first))
    counts = [len(found.fates)]
    counts += [found.count(s) for s in ("killed", "explained", "survived", "inconclusive")]
    cells = " | ".join(str(count) for count in counts)
    return f"| [{found.exercise}](../exercises/{found.exercise}/README.md) | {cells} | {killers} |"


def _most_first(item: tuple[str | None, int]) -> tuple[int, str]:
    return -item[1], item[0] or ""


def _operators(mutants: Mapping[str, tuple[Mutant, ...]]) -> str:
    counts = Counter(mutant.operator for found in mutants.values() for mutant in found)
    lines = [f"| `{one.name}` | {one.title} | {counts[one.name]} |\n" for one in OPERATORS]
    return "| operator | the mistake | mutants |\n|---|---|---|\n" + "".join(lines)


def _reasons(course: Course, slug: str, mutants: tuple[Mutant, ...]) -> str:
    reasons = load_explanations(course, course.exercises[slug]).equivalent
    shown = [mutant for mutant in mutants if mutant.key in reasons]
    if not shown:
        return ""
    parts = [f"\n### {slug}\n\n{plural(len(shown), 'equivalent mutant')}.\n"]
    for mutant in shown:
        reason = " ".join(reasons[mutant.key].reason.split())
        diff = "\n".join(mutant.diff.split("\n")[2:])
        parts.append(f"\n`{mutant.key}`: {reason}\n\n```diff\n{diff}\n```\n")
    return "".join(parts)

"""The GitHub format: annotations on lines, and no command that a student wrote."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.exporters.github import MAX_SUMMARY, quoted, summary, workflow_commands
from grader.model import Verdict
from tests import samples


def commands_of(out: str) -> list[str]:
    """The lines that a runner would obey."""
    found, token = [], None
    for line in out.splitlines():
        if token is not None:
            token = None if line == f"::{token}::" else token
        elif line.startswith("::stop-commands::"):
            token = line.removeprefix("::stop-commands::")
        elif line.startswith("::"):
            found.append(line)
    assert token is None
    return found


def test_marks_the_students_line() -> None:
    """A failed schedule is an error on the line where it went wrong."""
    first, second = workflow_commands(samples.lost_update(), "exercises/lock/lock.py")
    assert first.startswith(
        "::error file=exercises/lock/lock.py,line=14,"
        "title=No update is lost under any schedule (failed)::2 increments ran"
    )
    assert "%0AExpected: TypeError%0A" in second


def test_warns_of_what_was_not_decided() -> None:
    """What is the grader's fault is a warning, never an error."""
    (only,) = workflow_commands(samples.inconclusive(), "lock.py")
    assert only.startswith("::warning file=lock.py,title=")


def test_escapes_as_the_runner_unescapes() -> None:
    """Percent, line ends and, in properties, colon and comma are escaped."""
    report = samples.report(
        samples.check("a", Verdict.FAILED, title="a: 50%, b", feedback="50%\nx: y, z")
    )
    (only,) = workflow_commands(report, "my,file.py")
    expected = "::error file=my%2Cfile.py,title=a%3A 50%25%2C b (failed)::50%25%0Ax: y, z"
    assert only == expected


def test_shows_no_expectation_of_a_hidden_check() -> None:
    """What only instructors see is in no annotation and in no summary."""
    report = samples.report(
        samples.check("a", Verdict.FAILED, observed="SECRET", expected="SECRET", feedback="no")
    )
    assert "SECRET" not in "".join(workflow_commands(report, "x.py")) + summary(report)


def test_keeps_to_ten_annotations() -> None:
    """The runner takes ten of a kind."""
    checks = [samples.check(f"c{n}", Verdict.FAILED, feedback="no") for n in range(25)]
    assert len(workflow_commands(samples.report(*checks), "x.py")) == 10


def test_can_not_be_made_to_leave_the_quotation() -> None:
    """Each quotation has its own token, which no student can know."""
    one, other = quoted("::error::x"), quoted("::error::x")
    assert one != other
    assert commands_of(one) == []


def test_prints_only_our_commands(
    course: Path,
    grader: Callable[..., Any],
    grading: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Hostile output gives no command, the summary is appended, paths start at the workspace."""
    monkeypatch.setenv("GITHUB_WORKSPACE", str(course.parent))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(course / "summary.md"))
    (course / "summary.md").write_text("before\n")
    grading(samples.hostile())
    done = grader("check", "lock", "--format", "github")
    (only,) = commands_of(done.out)
    assert only.startswith(f"::error file={course.name}/exercises/lock/lock.py,title=")
    text = (course / "summary.md").read_text("utf-8")
    assert text.startswith("before\n## &#60;script&#62;")
    assert "<script" not in text
    assert "\x1b" not in text


def test_keeps_the_summary_below_the_limit() -> None:
    """A summary that the runner would refuse as a whole is cut."""
    checks = [
        samples.check(f"c{n}", Verdict.FAILED, feedback="&" * 4000, title="t") for n in range(200)
    ]
    assert len(summary(samples.report(*checks)).encode()) <= MAX_SUMMARY

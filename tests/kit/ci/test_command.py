"""`grader ci` on real repositories: what it grades, writes, says and exits with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.cli import run
from grader.grading import Host
from grader.kit.ci.logs import GitHub
from grader.model import from_json
from tests import samples
from tests.cli.test_github import commands_of
from tests.kit.ci.places import (
    REFERENCE,
    ROOT,
    SILENT,
    STUB,
    WRONG,
    committed,
    course_at,
    solve,
)

SYSTEMS = ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_WORKSPACE")
PRINTS_COMMANDS = f"""\
import sys
for stream in (sys.stdout, sys.stderr):
    print("::error::owned\\n::set-output name=score::100\\n::add-mask::a", file=stream)
    print("##[error]owned\\n::stop-commands::x\\n::x::", file=stream)
{REFERENCE.replace("return", "raise KeyError(chr(10) + '::warning::owned') or")}
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A course of two exercises under git, and the current folder."""
    for name in (*SYSTEMS, "GITLAB_CI", "CI_PROJECT_DIR", "GRADER_ISOLATION", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    root = committed(course_at(tmp_path / "repository", "echo", "shout", limit=2.0))
    monkeypatch.chdir(root)
    handler = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(sys, "stderr", sys.stderr)  # the command may replace it for good
    yield root
    signal.signal(signal.SIGTERM, handler)


def results(root: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((root / "reports" / "results.json").read_text("utf-8"))
    return value


def verdicts(root: Path) -> dict[str, str]:
    return {one["exercise"]: one["verdict"] for one in results(root)["exercises"]}


def test_grades_what_was_changed(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The stub of the other one is not graded, and that is said."""
    solve(repository, "echo", REFERENCE)
    assert run(["ci"]) == 0
    assert verdicts(repository) == {"echo": "passed"}
    assert results(repository)["untouched"] == ["shout"]
    assert "Not changed yet, so not graded: shout." in capsys.readouterr().out


def test_an_untouched_repository_is_not_green(repository: Path) -> None:
    """There is no evidence for anything."""
    assert run(["ci"]) == 1
    assert (results(repository)["exercises"], results(repository)["score"]) == ([], 0)


def test_grades_all_or_what_is_named(repository: Path) -> None:
    """Also where it is the stub still."""
    assert run(["ci", "--all"]) == 1
    assert set(verdicts(repository)) == {"echo", "shout"}
    assert run(["ci", "shout"]) == 1
    assert set(verdicts(repository)) == {"shout"}
    assert run(["ci", "shoot"]) == 2


def test_a_deleted_file_is_graded(repository: Path) -> None:
    """Nobody gets rid of an exercise by deleting it."""
    (repository / "exercises/echo/echo.py").unlink()
    assert run(["ci"]) == 1
    assert verdicts(repository) == {"echo": "import_error"}


def test_a_shallow_clone_is_graded_as_a_whole(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its history does not tell what the stub was."""
    clone = tmp_path / "clone"
    command = ["git", "clone", "--quiet", "--depth=1", repository.as_uri(), str(clone)]
    subprocess.run(command, check=True, capture_output=True)
    monkeypatch.chdir(clone)
    assert run(["ci"]) == 1
    assert set(verdicts(clone)) == {"echo", "shout"}


def test_writes_every_file(repository: Path) -> None:
    """Each can be read by what it is for."""
    solve(repository, "echo", SILENT)
    solve(repository, "shout", WRONG)
    assert run(["ci"]) == 1
    folder = repository / "reports"
    assert {path.name for path in folder.iterdir()} == {
        "echo.json", "echo.html", "shout.json", "shout.html", "results.json", "junit.xml",
        "codequality.json", "summary.md",
    }  # fmt: skip
    report = from_json((folder / "shout.json").read_bytes())
    assert (report.score, report.max_score) == (7, 10)
    suites = ET.parse(folder / "junit.xml").getroot().findall("testsuite")
    assert [(s.get("name"), s.get("failures")) for s in suites] == [("echo", "1"), ("shout", "1")]
    quality = json.loads((folder / "codequality.json").read_text("utf-8"))
    assert {one["location"]["path"] for one in quality} == {
        "exercises/echo/echo.py", "exercises/shout/shout.py"
    }  # fmt: skip
    assert len({one["fingerprint"] for one in quality}) == len(quality) == 2


def test_students_get_nothing_of_hidden_checks(repository: Path) -> None:
    """Neither what they saw nor what they expected, in whatever file."""
    solve(repository, "echo", REFERENCE.replace("text * times", "'ab' if times > 1 else text"))
    run(["ci"])
    report = from_json((repository / "reports" / "echo.json").read_bytes())
    hidden = [check for check in report.checks if not check.visible]
    assert {check.verdict for check in hidden} > {"passed"}
    assert {(check.observed, check.expected) for check in hidden} == {(None, None)}


def test_no_output_of_a_student_is_a_command(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Printed, raised or returned: the runner obeys the grader's own lines only."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_OUTPUT", str(repository / "output.txt"))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(repository / "page.md"))
    solve(repository, "echo", PRINTS_COMMANDS)
    assert run(["ci"]) == 1
    obeyed = commands_that_run(capsys.readouterr().out)
    assert {line.split(" ")[0].split("::")[1] for line in obeyed} == {
        "group", "endgroup", "notice", "error",
    }  # fmt: skip
    assert not any(line.startswith(("::error::", "::warning::")) for line in obeyed)
    score, maximum = (repository / "output.txt").read_text().splitlines()
    assert (score, maximum) == ("score=7", "max-score=10")
    page = (repository / "page.md").read_text("utf-8")
    assert "::" not in page


def commands_that_run(out: str) -> list[str]:
    """As :func:`commands_of`, for a log whose commands stay stopped at its end."""
    last = out.rindex("::stop-commands::")
    token = out[last:].splitlines()[0].removeprefix("::stop-commands::")
    return commands_of(f"{out}\n::{token}::")


def test_names_of_files_are_no_commands(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor is what is said about a course that can't be read, on standard error."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    folder = repository / "exercises" / "x\n::error::owned\n##[error]owned"
    folder.mkdir()
    (folder / "exercise.toml").write_text((repository / "exercises/echo/exercise.toml").read_text())
    assert run(["ci"]) == 2
    captured = capsys.readouterr()
    assert captured.err == ""
    assert "no Python identifier" in captured.out
    assert commands_that_run(captured.out) == []


def test_diagnostics_of_any_thread_are_no_commands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """However they are written, also while commands are allowed."""
    monkeypatch.setattr(sys, "stderr", sys.stderr)
    log = GitHub()
    log.commands(said_meanwhile("::error::owned\n", ":", ":error::owned\n##[error]owned\r::x"))
    sys.stderr.flush()
    out = capsys.readouterr().out
    assert out.count("owned") == 3
    assert commands_that_run(out) == []
    assert "##[" not in out


def said_meanwhile(*texts: str) -> Iterator[str]:
    """No command at all, but something is said while they are allowed."""
    for text in texts:
        sys.stderr.write(text)
    yield from ()


def test_hostile_titles_values_and_witnesses_are_no_commands(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything that some format takes for a command, in every field of a grading."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    hostile = msgspec.structs.replace(samples.hostile(), exercise="echo", problem=None)
    monkeypatch.setattr(Host, "grade", lambda self, submission, **options: hostile)
    assert run(["ci", "echo"]) == 1
    out = capsys.readouterr().out
    assert "\x1b" not in out
    kinds = [line.split(" ")[0].split("::")[1] for line in commands_that_run(out)]
    assert kinds == ["group", "endgroup", "error"]
    assert "<script" not in (repository / "reports" / "summary.md").read_text("utf-8")


def test_gitlab_gets_sections_and_no_commands(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The only escapes are ours."""
    monkeypatch.setenv("GITLAB_CI", "true")
    solve(repository, "echo", PRINTS_COMMANDS.replace("owned", "\\x1b[0Ksection_start:1:x\\r"))
    assert run(["ci"]) == 1
    out = capsys.readouterr().out
    assert "[collapsed=true]\r\x1b[0K✗ echo" in out
    assert out.count("\x1b[0Ksection_start:") == out.count("\x1b[0Ksection_end:") == 1
    assert out.count("\x1b") == 4


def test_weak_isolation_is_inconclusive(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is run, nothing is zero; with the option it is graded."""
    monkeypatch.setenv("GRADER_ISOLATION", "limited")
    solve(repository, "echo", REFERENCE)
    assert run(["ci"]) == 3
    assert verdicts(repository) == {"echo": "inconclusive"}
    assert results(repository)["score"] is None
    assert "no better than 'limited'" in capsys.readouterr().out
    suite = ET.parse(repository / "reports" / "junit.xml").getroot().find("testsuite")
    assert suite is not None
    assert (suite.get("errors"), suite.get("failures")) == ("4", "0")
    assert run(["ci", "--allow-weak-isolation"]) == 0


def test_a_fault_of_ours_stays_with_its_exercise(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is inconclusive there, and the others are graded."""
    whole = Host.grade

    def grade(self: Host, *arguments: Any, **options: Any) -> Any:
        if self.exercise.slug == "echo":
            raise RuntimeError("our mistake")
        return whole(self, *arguments, **options)

    monkeypatch.setattr(Host, "grade", grade)
    solve(repository, "echo", REFERENCE)
    solve(repository, "shout", REFERENCE)
    assert run(["ci"]) == 3
    assert verdicts(repository) == {"echo": "inconclusive", "shout": "passed"}


def test_links_in_the_repository_are_not_written_through(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A committed link can't make the grader overwrite a file of the machine."""
    precious = tmp_path / "precious"
    precious.write_text("mine")
    (repository / "reports").mkdir()
    for name in ("echo.json", "results.json", "summary.md"):
        (repository / "reports" / name).symlink_to(precious)
    solve(repository, "echo", SILENT)
    assert run(["ci"]) == 1
    assert precious.read_text() == "mine"
    assert results(repository)["exit"] == 1
    (repository / "elsewhere").symlink_to(tmp_path)
    assert run(["ci", "--out", "elsewhere"]) == 2
    assert "it is a symbolic link" in capsys.readouterr().err


def test_an_interrupt_leaves_nothing_behind(repository: Path) -> None:
    """SIGTERM, as a cancelled job sends it, ends every process; 130 says so."""
    solve(
        repository, "echo", REFERENCE.replace("def say(", "def say(*a):\n    while 1: pass\ndef f(")
    )
    text = (repository / "exercises/echo/exercise.toml").read_text()
    (repository / "exercises/echo/exercise.toml").write_text(text.replace("2.0", "600.0"))
    solve(repository, "shout", REFERENCE)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "grader", "ci"]
    with subprocess.Popen(
        command, cwd=repository, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline().decode()
        process.send_signal(signal.SIGTERM)
        rest = process.stdout.read().decode()
    assert "shout" in first
    assert process.returncode == 130, rest
    assert (repository / "reports" / "shout.json").is_file()


def test_speaks_chinese(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is ours to word."""
    solve(repository, "echo", SILENT)
    assert run(["ci", "--lang", "zh"]) == 1
    assert "在你的电脑上" in capsys.readouterr().out
    assert "# 评分" in (repository / "reports" / "summary.md").read_text("utf-8")


def test_stub_is_what_the_history_says(repository: Path) -> None:
    """A commit of the student's own does not make their file the stub."""
    solve(repository, "echo", SILENT)
    committed(repository)
    assert run(["ci"]) == 1
    assert set(verdicts(repository)) == {"echo"}
    solve(repository, "echo", STUB)
    assert run(["ci"]) == 1
    assert verdicts(repository) == {}

"""The GitHub workflow of a kit, replayed step by step."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grader.kit import CourseKey
from tests.kit.ci.places import REFERENCE, SILENT, WRONG, committed, kit_at, solve
from tests.kit.ci.replaying import Job, Runner

KEY = CourseKey(bytes(range(32)))
FOREIGN = ("grader", "typer", "json", "venv", "pip")
"""Packages that a student committed."""


def pushed(root: Path, key: CourseKey | None = None, **solutions: str) -> Path:
    """A kit, sealed if there is a key, to which somebody has pushed ``solutions``."""
    origin = kit_at(root / "origin", "none" if key is None else "sealed", key)
    for slug, text in solutions.items():
        solve(origin, slug, text)
    return committed(origin)


def pull_request(repository: str) -> dict[str, Any]:
    head = {"head": {"repo": {"full_name": repository}}}
    return {"event_name": "pull_request", "ref": "refs/pull/1/merge", "pull_request": head}


def said(job: Job) -> str:
    return job.step("Grade").out


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """A right solution, where the kit holds no hidden checks."""
    root = tmp_path_factory.mktemp("right")
    return Runner(pushed(root, echo=REFERENCE), root / "runner").run()


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """A wrong solution, with packages beside it that have the names of the grader's own."""
    root = tmp_path_factory.mktemp("wrong")
    origin = kit_at(root / "origin")
    for name in FOREIGN:
        (origin / name).mkdir()
        (origin / name / "__init__.py").write_text("print('STOLEN')\nraise SystemExit(0)\n")
    solve(origin, "echo", SILENT)
    return Runner(committed(origin), root / "runner").run()


@pytest.fixture(scope="module")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """A pull request from a fork, where the hidden checks are sealed."""
    root = tmp_path_factory.mktemp("fork")
    origin = pushed(root, KEY, echo=REFERENCE)
    return Runner(origin, root / "runner", event=pull_request("somebody/else")).run()


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """A solution that only hidden checks find wrong, pushed where the key is a secret."""
    root = tmp_path_factory.mktemp("full")
    origin = pushed(root, KEY, echo=WRONG)
    (origin / "Makefile").write_text("check:\n\t@echo full marks\n")
    checks = origin / "exercises/echo/checks/test_echo.py"
    checks.write_text("def test_says():\n    pass\n")
    workflow = origin / ".github/workflows/grade.yml"
    workflow.write_text(workflow.read_text() + "# changed\n")
    return Runner(committed(origin), root / "runner", {"GRADER_COURSE_KEY": KEY.text}).run()


def test_a_right_push_is_green(right: Job) -> None:
    """Every step ends well; the summary, the outputs and the artifact are there."""
    assert [step.code for step in right.steps] == [0] * len(right.steps), said(right)
    assert "# Grading: 2 of 2 points" in right.summary
    assert (right.outputs["score"], right.outputs["max-score"]) == ("2", "2")
    made = {path.name for path in (right.artifacts / "reports").iterdir()}
    assert made >= {"echo.json", "echo.html", "results.json", "junit.xml", "summary.md"}
    assert "shout.json" not in made  # it is the stub still


def test_a_wrong_push_is_red_and_keeps_its_reports(wrong: Job) -> None:
    """The grading step fails with 1, the file is marked, and the artifact is kept all the same."""
    assert wrong.code == wrong.step("Grade").code == 1
    assert "::error file=exercises/echo/echo.py," in said(wrong)
    assert (wrong.artifacts / "reports" / "echo.html").is_file()
    assert wrong.steps[-1].name == "Keep the reports"


def test_no_module_of_the_repository_is_imported(wrong: Job) -> None:
    """A committed package can't take the place of the grader's own, nor of Python's."""
    assert not any("STOLEN" in step.out for step in wrong.steps)


def test_installs_the_sandbox_before_it_grades(right: Job) -> None:
    """Bubblewrap comes from the system's packages."""
    assert right.system[:2] == [
        "apt-get update -qq",
        "apt-get install -y -qq --no-install-recommends bubblewrap",
    ]
    names = [step.name for step in right.steps]
    order = ["Check out", "Set up Python", "Install the sandbox", "Install the grader", "Grade"]
    assert names == [*order, "Keep the reports"]


def test_only_the_grading_step_is_given_the_key(full: Job) -> None:
    """No other step has it in its environment, and it is in no output."""
    holders = [step.name for step in full.steps if KEY.text in step.environment.values()]
    assert holders == ["Grade"]
    assert not any(KEY.text in step.out for step in full.steps)
    reports = full.artifacts / "reports"
    assert not any(KEY.text in path.read_text("utf-8") for path in reports.iterdir())


def test_with_the_key_the_sealed_checks_are_run(full: Job) -> None:
    """Whatever was made of the visible ones: all points count, and the hidden ones find it."""
    assert full.step("Grade").code == 1
    assert "# Grading: 7 of 10 points" in full.summary
    assert "say refuses a negative number" in full.summary


@pytest.mark.parametrize(
    "path",
    ["Makefile", "exercises/echo/checks/test_echo.py", ".github/workflows/grade.yml"],
)
def test_what_was_changed_in_the_kit_is_reported(full: Job, path: str) -> None:
    """On the file itself, in the summary, in the results and in the grading."""
    assert f"::warning file={path},title=Grading::" in said(full)
    results = json.loads((full.artifacts / "reports" / "results.json").read_text("utf-8"))
    assert {"path": path, "kind": "changed"} in results["changes"]
    report = json.loads((full.artifacts / "reports" / "echo.json").read_text("utf-8"))
    assert path in {flag["file"] for flag in report["flags"]}


def test_a_pull_request_from_a_fork_is_told_what_was_not_run(fork: Job) -> None:
    """It never gets the secret: visible checks only, said in the summary and as a notice."""
    told = "A pull request from a fork never gets the key of the course"
    assert told in fork.summary
    assert f"::notice title=Grading::{told}" in said(fork)


def test_a_pull_request_from_a_branch_is_not_graded_twice(tmp_path: Path) -> None:
    """Its push was."""
    runner = Runner(pushed(tmp_path), tmp_path / "runner", event=pull_request("course/student"))
    assert runner.run().skipped


def test_exercises_that_are_asked_for_are_words_and_no_shell(tmp_path: Path) -> None:
    """What is typed into the form is never executed."""
    event = {"event_name": "workflow_dispatch", "inputs": {"exercises": "shout $(touch${IFS}x)"}}
    runner = Runner(pushed(tmp_path, echo=REFERENCE), tmp_path / "runner", event=event)
    job = runner.run()
    assert job.step("Grade").code == 2
    assert "exercise '$(touch${IFS}x)'" in said(job)
    assert not (runner.workspace / "x").exists()


def test_a_package_whose_hash_is_not_in_the_lock_is_not_installed(tmp_path: Path) -> None:
    """Nothing is graded then, and nothing is green."""
    origin = kit_at(tmp_path / "origin")
    (wheel,) = (origin / ".grader" / "wheels").iterdir()
    wheel.write_bytes(wheel.read_bytes() + b"\0")
    job = Runner(committed(origin), tmp_path / "runner").run()
    assert job.step("Install the grader").code != 0
    assert "DO NOT MATCH THE HASHES" in job.step("Install the grader").out
    assert all(step.name != "Grade" for step in job.steps)

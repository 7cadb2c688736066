"""The pytest plugin that turns an exercise's tests into checks of a submission.

Theory of operation. The judge runs pytest in its own process with this plugin, pytest-timeout and
pytest-json-report, and nothing else. A test ``test_<id>`` is the check ``[checks.<id>]`` of the
``exercise.toml``; the toml's points, visibility, hint and dependencies become marks, and its order
the order of the tests. One without the other is an error of the course, and nothing is judged then.

A check ends in exactly one way, decided by ``decide.py`` from what came out of the test: nothing
(passed), one of our :class:`~grader.checks.verdicts.CheckEnded`, an ``AssertionError`` (a failure
whose message, not its source, is shown), or anything else: a mistake of the author or of ours,
which is inconclusive and never the student's fault. The result goes two ways: as metadata into the
JSON report, and at once as a line to the pipeline, so that it survives the judge.
"""

from __future__ import annotations

import random
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from _pytest.outcomes import Exit

from grader.checks import decide
from grader.checks.outcomes import Explore
from grader.checks.runtime import Session, current, open_session
from grader.checks.session import as_metadata, derive_seed, read_spec
from grader.checks.student import Student
from grader.errors import CourseError, GradingError
from grader.model import CheckResult

MARKS = (
    "check(id): the check that this test decides",
    "points(number): what the check is worth",
    "visible: students see its input, what was seen and what was expected",
    "hint(text): shown when it does not pass",
    "depends(*ids): earlier checks that it builds on",
)
METADATA = "grader"
"""Key of a check's result in the JSON report's metadata, and of the totals in the report."""
_SESSION = pytest.StashKey[Session]()
_RESULT = pytest.StashKey[CheckResult]()
_SECONDS = pytest.StashKey[float]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the session's file as an option."""
    parser.addoption("--grader-session", metavar="FILE", help="what to judge (SessionSpec, JSON)")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks and open the session, unless the judge's entry already did."""
    for mark in MARKS:
        config.addinivalue_line("markers", mark)
    session = current()
    if session is None:
        path = config.getoption("--grader-session")
        if not path:
            raise pytest.UsageError("grader.checks.plugin: --grader-session is missing")
        session = open_session(read_spec(Path(path)))
    config.stash[_SESSION] = session


def adopt(pytest_session: pytest.Session, session: Session) -> None:
    """Judge ``session`` from here on, with what was collected for another one of its exercise."""
    spec = session.spec
    pytest_session.config.stash[_SESSION] = session
    pytest_session.config.option.json_report_file = spec.report
    pytest_session.items = [
        item
        for item in pytest_session.items
        if (not spec.only or check_id(item) in spec.only)
        and (not spec.only_visible or spec.checks[check_id(item)].visible)
    ]
    session.mark("collected")


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the sandbox."""
    session = config.stash.get(_SESSION, None)
    if session is not None:
        session.keeper.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Match tests and ``[checks.<id>]``, set the marks, sort, and leave out what is not asked."""
    session = config.stash[_SESSION]
    spec = session.spec
    session.mark("collected")
    try:
        found = match_items(items, list(spec.checks), spec.slug)
    except CourseError as error:
        session.blame_course(error)
        items.clear()
        return
    for name, item in found.items():
        check = spec.checks[name]
        item.add_marker(pytest.mark.check(name))
        item.add_marker(pytest.mark.points(check.points))
        if check.visible:
            item.add_marker(pytest.mark.visible)
        if check.hint:
            item.add_marker(pytest.mark.hint(check.hint))
        if check.depends:
            item.add_marker(pytest.mark.depends(*check.depends))
    items[:] = [found[name] for name in spec.checks if not spec.only or name in spec.only]


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A file of checks that can't be imported is the author's fault."""
    session = current()
    if report.failed and session is not None:
        last = (report.longreprtext.strip().splitlines() or ["unknown"])[-1]
        session.blame_course(
            CourseError(
                f"checks/test_{session.spec.slug}.py",
                f"it can't be loaded: {last.removeprefix('E').strip()}",
                "Run it with Python to see why, and mend it.",
            )
        )


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin a check: the file must load, and what the check builds on must have passed."""
    session = item.config.stash[_SESSION]
    name = check_id(item)
    session.started(name)
    session.load(name)
    blocked = decide.blocked_by(session, name)
    if blocked is not None:
        raise blocked


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Decide the check when its test is over, before pytest-json-report asks for the result."""
    session = item.config.stash[_SESSION]
    seconds = item.stash.get(_SECONDS, 0.0) + call.duration
    item.stash[_SECONDS] = seconds
    over = call.when == "call" or (call.when == "setup" and call.excinfo is not None)
    if over:
        error = call.excinfo.value if call.excinfo is not None else None
        if isinstance(error, Exit | KeyboardInterrupt):
            return (yield)
        result = decide.result_of(session, check_id(item), error, seconds)
        item.stash[_RESULT] = result
        session.decide(result)
    return (yield)


@pytest.hookimpl(optionalhook=True)
def pytest_json_runtest_metadata(item: pytest.Item, call: pytest.CallInfo[None]) -> dict[str, Any]:
    """Put the result into the JSON report."""
    result = item.stash.get(_RESULT, None)
    return {METADATA: as_metadata(result)} if result is not None else {}


@pytest.hookimpl(optionalhook=True)
def pytest_json_modifyreport(json_report: dict[str, Any]) -> None:
    """Put the totals into the JSON report, and take this machine's paths out of it."""
    session = current()
    if session is None:
        return
    session.mark("judged")
    json_report.pop("root", None)
    json_report.pop("environment", None)
    json_report[METADATA] = {
        "totals": as_metadata(session.totals()),
        "fault": as_metadata(session.fault) if session.fault else None,
    }


@pytest.fixture
def student(request: pytest.FixtureRequest) -> Student:
    """Runs a scenario once, in a fresh process, with real threads and processes."""
    return Student(request.config.stash[_SESSION], check_id(request.node))


@pytest.fixture
def explore(request: pytest.FixtureRequest) -> Explore:
    """Runs a scenario under every schedule of its threads that matters."""
    return Explore(request.config.stash[_SESSION], check_id(request.node))


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> random.Random:
    """Random inputs: the same for the same seed and check, whatever ran before."""
    seed = request.config.stash[_SESSION].spec.seed
    return random.Random(derive_seed(seed, check_id(request.node)))


def check_id(item: pytest.Item) -> str:
    """The check that a test decides."""
    mark = item.get_closest_marker("check")
    if mark is None:
        raise GradingError(item.name, "this test is no check", "Please report this.")
    return str(mark.args[0])


def match_items(items: list[pytest.Item], checks: list[str], slug: str) -> dict[str, pytest.Item]:
    """Tests by the id of their check.

    Raises:
        CourseError: a test without check, a check without test, or two tests of one name.
    """
    file = f"checks/test_{slug}.py"
    found: dict[str, pytest.Item] = {}
    for item in items:
        name = item.name.removeprefix("test_")
        if name not in checks:
            raise CourseError(
                f"{file}: {item.name}",
                f"exercise.toml has no [checks.{name}]",
                "Add the table, or rename the test (a parametrised test is no check).",
            )
        if name in found:
            raise CourseError(f"{file}: {item.name}", "it is there twice", "Rename one.")
        found[name] = item
    for name in checks:
        if name not in found:
            raise CourseError(
                f"exercise.toml: checks.{name}",
                f"{file} has no test_{name}",
                "Write the test, or remove the table.",
            )
    return found

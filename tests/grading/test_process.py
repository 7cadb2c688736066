"""Judge processes: what reaches them, and that none survives."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from grader import spare
from grader.grading import pipeline
from grader.grading.judge import check_deadline, pytest_arguments, session_deadline
from grader.grading.process import JudgeProcess, attend
from grader.spare import judge_environment

ROOT = Path(__file__).parent.parent.parent
PROGRAM = """
import sys
from pathlib import Path
from grader.course import load_course
from grader.grading import grade
from grader.intake import read_submission
course = load_course(Path(sys.argv[1]))
submission = read_submission(Path(sys.argv[2]), "echo")
keeper = "tests.grading.fake_keeper:Keeper"
grade(course, course.exercise("echo"), submission, keeper=keeper)
"""


@pytest.fixture
def blocked(tmp_path):
    """A submission whose judge writes its pid to a FIFO and then waits for ever."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    path = tmp_path / "echo.py"
    path.write_text(f"def say(text, times=1):\n    raise Exception('block {fifo}')\n")
    return path, fifo


def test_a_killed_pipeline_takes_its_judge_along(course, blocked):
    """kill -9 of the grader leaves no judge behind."""
    path, fifo = blocked
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(course.root), str(path)], cwd=ROOT
    )
    with fifo.open("rb") as end:
        assert int(end.read1()) != process.pid
        process.kill()
        process.wait()
        # End of file: nobody holds the FIFO open any more.
        assert end.read() == b""


def spec_of(course, folder, **more):
    import msgspec

    from grader.intake import read_submission

    exercise = course.exercise("echo")
    reference = course.solutions(exercise).reference
    spec = pipeline._prepare(exercise, read_submission(reference, "echo"), folder, 1)
    return msgspec.structs.replace(spec, keeper="tests.grading.fake_keeper:Keeper", **more)


def test_a_judge_past_its_deadline_is_killed(course, tmp_path, blocked):
    """Its pipe closes, so the pipeline goes on; it wrote no report."""
    path, fifo = blocked
    spec = spec_of(course, tmp_path)
    (tmp_path / "submission" / "echo.py").write_bytes(path.read_bytes())
    own = tmp_path / "judge"
    own.mkdir()
    reading = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    judge = JudgeProcess(spec, own)
    try:
        judge.deadline = 0.0
        lines = []
        attend([judge], lambda _, line: lines.append(line))
        assert judge.killed
        assert judge.wait() == -signal.SIGKILL
        assert not judge.report.exists()
    finally:
        judge.close()
        os.close(reading)


def test_nothing_of_the_users_environment_is_passed_on():
    """Only what is needed to run, and the settings that make a judge reproducible."""
    given = {"PATH": "/bin", "PYTEST_ADDOPTS": "-x", "PYTHONSTARTUP": "x", "HOME": "/h", "LD_X": ""}
    made = judge_environment(given)
    assert set(made) & set(given) == {"PATH"}
    assert made["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] == "1"
    assert made["PYTHONPATH"] == str(ROOT)


def test_the_deadlines_are_nets_below_each_other(course, tmp_path):
    """A run's limit, then pytest-timeout, then the pipeline's kill: each above the other."""
    spec = spec_of(course, tmp_path)
    assert check_deadline(8.0) > 3 * 8.0
    assert session_deadline(spec) > len(spec.checks) * check_deadline(8.0)


def test_the_judges_pytest_has_nothing_of_the_users(course, tmp_path):
    """A private ini file and root, no conftest, no cache, no rewriting of assertions."""
    arguments = pytest_arguments(spec_of(course, tmp_path), tmp_path / "session.json")
    assert {"--noconftest", "no:cacheprovider", "--assert=plain", "--json-report"} <= set(arguments)
    assert arguments[arguments.index("-c") + 1] == str(tmp_path / "checks" / "pytest.ini")


@pytest.fixture
def waiting():
    """A judge that waits already; nothing of it is left behind."""
    spare.start()
    waiting = spare.take()
    assert waiting is not None
    spare._waiting.append(waiting)
    yield waiting
    if spare.take() is not None:
        waiting.drop()


def judged(course, folder):
    """The verdicts, and the process that judged."""
    spec = spec_of(course, folder)
    own = folder / "judge"
    own.mkdir()
    judge = JudgeProcess(spec, own)
    lines = []
    try:
        attend([judge], lambda _, line: lines.append(line))
        assert judge.report.exists()
    finally:
        judge.close()
    events = [line.event for line in lines if line.event and line.event.result]
    return [event.result.verdict.value for event in events], judge._process.pid


def test_a_judge_that_waits_already_judges_like_any_other(course, tmp_path, waiting):
    """It is taken once; the next judge is a new process."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, pid = judged(course, tmp_path / "a")
    second, other = judged(course, tmp_path / "b")
    assert first == second
    assert first
    assert pid == waiting.process.pid
    assert other != pid


def test_a_judge_that_died_while_it_waited_is_replaced(course, tmp_path, waiting):
    """Nobody notices."""
    waiting.process.kill()
    waiting.process.wait()
    verdicts, pid = judged(course, tmp_path)
    assert set(verdicts) == {"passed"}
    assert pid != waiting.process.pid


def test_a_judge_that_is_not_wanted_ends_by_itself(waiting):
    """The end of its input is the end of whoever would have used it."""
    waiting.process.stdin.close()
    assert waiting.process.wait() == 0

"""The grading host: many submissions, one collection, and the same reports."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from grader.course import load_course
from grader.errors import CourseError, GraderError, SubmissionError
from grader.grading import Host, grade
from grader.intake import read_submission
from grader.model import Usage
from tests.grading.conftest import FAKE

ROOT = Path(__file__).parent.parent.parent
ENDINGS = ("hang", "slow", "crash", "lost", "kill the judge", "anything else")
PROGRAM = """
import sys
from pathlib import Path
from grader.course import load_course
from grader.grading import Host
from grader.intake import read_submission
course = load_course(Path(sys.argv[1]))
submission = read_submission(Path(sys.argv[2]), "echo")
with Host(course, course.exercise("echo"), keeper="tests.grading.fake_keeper:Keeper") as host:
    host.grade(submission)
"""


@pytest.fixture
def host(course):
    with Host(course, course.exercise("echo"), keeper=FAKE) as host:
        yield host


@pytest.fixture
def submit(tmp_path):
    """Reads a text as a submission."""

    def read(text):
        path = tmp_path / "echo.py"
        path.write_text(text)
        return read_submission(path, "echo")

    return read


def timeless(report):
    """A report without what a clock or the machine's load decided."""
    checks = tuple(msgspec.structs.replace(check, duration=0.0) for check in report.checks)
    return msgspec.structs.replace(report, checks=checks, usage=Usage())


def ends(reference, ending):
    return reference.replace("raise ValueError(times)", f"raise Exception('{ending}')")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_report_is_the_same_as_without_a_host(course, host, submit, reference, ending):
    """Whatever becomes of a submission, only the times differ."""
    submission = submit(ends(reference, ending))
    alone = grade(course, course.exercise("echo"), submission, seed=7, student="ada", keeper=FAKE)
    assert timeless(host.grade(submission, seed=7, student="ada")) == timeless(alone)


def test_a_file_that_cannot_be_read_is_refused_alike(course, host):
    """No judge is asked for it."""
    error = SubmissionError("echo.py", "it is empty", "Write something.")
    alone = grade(course, course.exercise("echo"), error, seed=7, keeper=FAKE)
    assert timeless(host.grade(error, seed=7)) == timeless(alone)
    assert host.started == 0


def test_only_the_visible_checks_are_run_when_asked(course, host, submit, reference):
    """The checks were collected all, and fewer are judged."""
    submission = submit(reference)
    alone = grade(
        course, course.exercise("echo"), submission, seed=7, keeper=FAKE, only_visible=True
    )
    assert timeless(host.grade(submission, seed=7, only_visible=True)) == timeless(alone)
    assert len(host.grade(submission).checks) > len(alone.checks)


def test_one_process_judges_many(host, submit, reference):
    """The checks are collected once; a judge that dies takes nothing else along."""
    scores = [
        host.grade(submit(text)).score
        for text in (reference, ends(reference, "kill the judge"), reference)
    ]
    assert scores == [10.0, 3.0, 10.0]
    assert host.started == 1


def test_events_come_in_the_calling_thread(host, submit, reference):
    """A terminal hears of each check as it is decided."""
    heard = []
    host.grade(submit(reference), on_event=lambda event: heard.append(threading.get_ident()))
    assert heard == [threading.get_ident()] * 8


def test_a_host_that_died_is_replaced_and_the_submission_judged_again(host, submit, reference):
    """The student has full marks or none, whatever became of our process."""
    text = ends(reference, "kill the host once")
    report = host.grade(submit(text))
    assert host.started == 2
    assert "inconclusive" not in {check.verdict for check in report.checks}


def test_a_host_that_dies_again_leaves_the_rest_undecided(host, submit, reference):
    """What was decided stands, the rest costs nothing, and the next submission is judged."""
    report = host.grade(submit(ends(reference, "kill the host")))
    verdicts = [check.verdict.value for check in report.checks]
    assert verdicts == ["passed", "passed", "inconclusive", "inconclusive"]
    assert host.started == 2
    assert host.grade(submit(reference)).score == 10.0


def test_several_threads_may_use_one_host(course, submit, reference):
    """Each gets the report of its own submission, and only so many judge at once."""
    texts = [reference, ends(reference, "crash"), ends(reference, "lost")] * 4
    submissions = [submit(text) for text in texts]
    with (
        Host(course, course.exercise("echo"), jobs=2, keeper=FAKE) as host,
        ThreadPoolExecutor(5) as pool,
    ):
        reports = list(pool.map(lambda submission: host.grade(submission, seed=7), submissions))
        assert host.started == 1
    for start in range(3):
        assert len({timeless(report) for report in reports[start::3]}) == 1
    assert [report.checks[2].verdict for report in reports[:3]] == [
        "passed",
        "crashed",
        "inconclusive",
    ]


def test_checks_that_cannot_be_collected_are_the_authors_fault(own_course, submit, reference):
    """The error is the one that grading without a host gives."""
    tests = own_course / "exercises/echo/checks/test_echo.py"
    tests.write_text("import no_such_module\n")
    course = load_course(own_course)
    messages = []
    with Host(course, course.exercise("echo"), keeper=FAKE) as host:
        for run in (
            lambda: host.grade(submit(reference)),
            lambda: grade(course, course.exercise("echo"), submit(reference), keeper=FAKE),
        ):
            with pytest.raises(CourseError) as raised:
                run()
            messages.append(str(raised.value))
    assert messages[0] == messages[1]


def test_a_sandbox_that_cannot_be_had_is_our_fault(course, submit, reference):
    """The grader says so instead of judging without it."""
    keeper = "tests.grading.fake_keeper:NoKeeper"
    with (
        Host(course, course.exercise("echo"), keeper=keeper) as host,
        pytest.raises(GraderError, match="the sandbox: it can't start here"),
    ):
        host.grade(submit(reference))


def test_a_changed_exercise_gets_a_new_host(own_course, submit, reference):
    """The checks that are run are those whose digest the report names."""
    tests = own_course / "exercises/echo/checks/test_echo.py"
    course = load_course(own_course)
    with Host(course, course.exercise("echo"), keeper=FAKE) as host:
        before = host.grade(submit(reference))
        tests.write_text(tests.read_text() + "\n\ndef test_more():\n    pass\n")
        with pytest.raises(CourseError, match="test_more"):
            host.grade(submit(reference))
        assert before.engine.exercise_digest != course.exercise("echo").digest()


def test_a_closed_host_decides_nothing_more(course, submit, reference):
    """It does not start again behind the back of whoever closed it."""
    host = Host(course, course.exercise("echo"), keeper=FAKE)
    assert host.grade(submit(reference)).score == 10.0
    host.close()
    assert host.grade(submit(reference)).verdict == "inconclusive"
    assert host.started == 1


def test_a_killed_grader_takes_its_host_and_its_judge_along(course, tmp_path):
    """kill -9 of the grader leaves nothing behind."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    path = tmp_path / "echo.py"
    path.write_text(f"def say(text, times=1):\n    raise Exception('block {fifo}')\n")
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(course.root), str(path)], cwd=ROOT
    )
    with fifo.open("rb") as end:
        assert int(end.read1()) != process.pid
        process.kill()
        process.wait()
        # End of file: nobody holds the FIFO open any more.
        assert end.read() == b""

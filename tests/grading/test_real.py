"""Whole gradings in the real sandbox: hostile submissions with golden verdicts.

These fail where bubblewrap is missing, on purpose: the trust boundary is what is tested here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import load_course
from grader.grading import grade
from grader.intake import read_submission
from grader.model import GradeReport, IsolationLevel, Verdict, to_json

COURSE = Path(__file__).parent / "course"
REFERENCE = (COURSE / "solutions/echo/echo.py").read_text()
BAD = "\x1b[2J\u202e\x00"

SAYS: dict[str, tuple[str, str, str]] = {
    # name: (what say does when asked for one text, verdict of `says`, part of its feedback)
    "exits": ("import os; os._exit(0)", "crashed", "ended early with exit code 0"),
    "sys_exit": ("import sys; sys.exit(0)", "failed", "Your code raised SystemExit: 0."),
    "kills_itself": ("import os; os.kill(os.getpid(), 9)", "crashed", "signal 9 (SIGKILL)"),
    "floods": ("while True: print('x' * 9999)", "crashed", "printed more than 8 MiB"),
    "eats_memory": ("x = [b'x' * (1 << 28) for _ in range(9)]", "crashed", "MiB of memory"),
    "odd_object": ("return type('E', (), {'__eq__': lambda s, o: True})()", "failed", ""),
    "not_a_number": ("return float('nan')", "failed", "can't be compared"),
    "nested": ("x = []\n        for _ in range(9999): x = [x]\n        return x", "failed", ""),
    "huge_text": ("return 'x' * 900_000", "failed", "that is its text"),
    "too_much": ("return 'x' * 2_000_000", "crashed", "makes no sense"),
    "escapes": (f"return {BAD!r}", "failed", "that is its text"),
    "bad_names": (f"raise type({BAD[:5]!r}, (Exception,), {{}})({BAD!r})", "failed", "raised"),
    "forges": (
        "import os\n        for fd in range(3, 999):\n"
        "            try: os.write(fd, b'\\0\\0\\0\\1{')\n"
        "            except OSError: pass\n        return text",
        "crashed",
        "makes no sense",
    ),
    "kills_parent": (
        "import os\n        try: os.kill(os.getppid(), 9)\n        except OSError: pass\n"
        "        return text",
        "passed",
        "",
    ),
    "catches_all": (
        "try: raise KeyboardInterrupt\n        except BaseException: return text",
        "passed",
        "",
    ),
}

LOADS: dict[str, tuple[str, str]] = {
    "syntax": ("def say(:\n", "SyntaxError"),
    "missing_module": ("import numpy\n", "only Python's standard library"),
    "raises": ("1 / 0\n", "ZeroDivisionError"),
    "exits": ("import os\nos._exit(0)\n", "ended early with exit code 0"),
    "sys_exit": ("import sys\nsys.exit(0)\n", "ends the program while it is being loaded"),
    "input": ("name = input()\n", "nobody is there to type"),
}


def graded(text: str, tmp_path: Path, root: Path = COURSE) -> GradeReport:
    path = tmp_path / "echo.py"
    path.write_text(text)
    course = load_course(root)
    return grade(course, course.exercise("echo"), read_submission(path, "echo"), seed=1)


def verdicts(report: GradeReport) -> list[str]:
    return [check.verdict.value for check in report.checks]


@pytest.fixture
def short_course(own_course):
    """The fixture course with a short time limit, for submissions that are meant to hang."""
    path = own_course / "exercises/echo/exercise.toml"
    path.write_text(path.read_text().replace("time_limit = 8.0", "time_limit = 4.0"))
    return own_course


@pytest.mark.parametrize("name", ["echo", "right/joined"])
def test_right_solutions_pass_in_full_isolation(tmp_path, name):
    """And the report says how they were kept apart."""
    report = graded((COURSE / f"solutions/echo/{name}.py").read_text(), tmp_path)
    assert verdicts(report) == ["passed"] * 4
    assert (report.isolation, report.usage.sandboxes) == (IsolationLevel.FULL, 1)


def test_a_lost_update_is_found_with_its_schedule(tmp_path):
    """Every time: the explorer owns the order of the threads."""
    report = graded((COURSE / "solutions/echo/wrong/racy.py").read_text(), tmp_path)
    assert verdicts(report) == ["passed", "passed", "passed", "failed"]
    check = report.checks[3]
    assert check.feedback.startswith("2 adders ran, the tally says 1.")
    assert check.witness is not None
    assert check.witness["replay"].startswith(f"{check.id}:{report.seed}:0:")
    assert [known.id for known in report.misconceptions] == ["racy"]
    assert b"student.Tally" not in to_json(report)


@pytest.mark.parametrize("name", SAYS)
def test_what_say_does_has_one_verdict(tmp_path, name):
    """One check falls, the others stand, and the report is clean text."""
    body, verdict, told = SAYS[name]
    again = f"def say(text, times=1):\n    if times == 1:\n        {body}\n"
    report = graded(f"{REFERENCE}\n_say = say\n{again}    return _say(text, times)\n", tmp_path)
    after = "passed" if verdict == "passed" else "not_run"
    assert verdicts(report) == [verdict, after, "passed", "passed"]
    check = report.checks[0]
    assert told in check.feedback
    for text in (check.feedback, check.observed or "", check.expected or ""):
        assert len(text) <= 2000
        assert all(char.isprintable() or char == "\n" for char in text)


@pytest.mark.parametrize("name", LOADS)
def test_a_file_that_does_not_load_is_an_import_error(tmp_path, name):
    """Whatever it does instead, with a reason for the student."""
    text, told = LOADS[name]
    report = graded(text, tmp_path)
    assert set(verdicts(report)) == {"import_error"}
    assert report.verdict is Verdict.IMPORT_ERROR
    assert report.problem is not None
    assert told in report.problem


def test_a_hang_at_load_is_an_import_error_and_paid_once(short_course, tmp_path):
    """One time limit decides every check."""
    report = graded("import threading\nthreading.Event().wait()\n", tmp_path, short_course)
    assert set(verdicts(report)) == {"import_error"}
    assert "It did not end within 4 s." in str(report.problem)
    assert report.usage.sandboxes == 1


def test_a_deadlock_is_told_in_the_students_lines(short_course, tmp_path):
    """Who waits for which lock, and who took it where."""
    text = """import threading
a, b, both = threading.Lock(), threading.Lock(), threading.Barrier(2)
def one():
    with a:
        both.wait()
        with b:
            pass
def two():
    with b:
        both.wait()
        with a:
            pass
def say(text, times=1):
    if times < 0:
        raise ValueError
    threads = [threading.Thread(target=one, name="One"), threading.Thread(target=two, name="Two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""
    check = graded(text, tmp_path, short_course).checks[0]
    assert check.verdict is Verdict.DEADLOCK
    assert "One has waited for the lock b at line 6 that Two took at line 9." in check.feedback
    assert "Two has waited for the lock a at line 11 that One took at line 4." in check.feedback


def test_the_same_hang_is_waited_for_once(short_course, tmp_path):
    """Another check that stands at the same line has a share of its limit only."""
    text = "import threading\ndef say(text, times=1): threading.Event().wait()\n" + (
        "class Tally:\n    def add(self): pass\n    value = 2\n"
    )
    report = graded(text, tmp_path, short_course)
    assert verdicts(report) == ["timeout", "not_run", "timeout", "passed"]
    assert report.checks[0].feedback.startswith("It did not end within 4 s.")
    assert report.checks[2].feedback.endswith("stood there for its whole time limit.")


def test_a_hang_at_another_place_is_waited_for_until_its_own_limit(short_course, tmp_path):
    """Only the same hang is called one before its limit has passed."""
    text = """import threading
def say(text, times=1):
    if times < 0:
        threading.Event().wait()
    threading.Event().wait()
class Tally:
    def add(self): pass
    value = 2
"""
    report = graded(text, tmp_path, short_course)
    assert verdicts(report) == ["timeout", "not_run", "timeout", "passed"]
    assert report.checks[2].feedback.startswith("It did not end within 4 s.")
    assert "line 4" in report.checks[2].feedback


def test_code_that_looks_into_the_engine_is_flagged_and_never_simply_passed(tmp_path):
    """With file and line; it changes no point, but a person has to look."""
    text = f"import sys\nsys._getframe(1)\n{REFERENCE}"
    report = graded(text, tmp_path)
    assert (report.verdict, report.score) == (Verdict.INCONCLUSIVE, report.max_score)
    assert [(flag.kind, flag.file, flag.line) for flag in report.flags] == [
        ("frame-walking", "echo.py", 2)
    ]


def test_nothing_of_the_machine_is_in_a_report(tmp_path):
    """No path of the grading machine, no line of a check."""
    text = (
        "import traceback\ndef say(text, times=1):\n    traceback.print_stack(); raise KeyError\n"
    )
    data = to_json(graded(text, tmp_path)).decode()
    for secret in (str(Path.cwd()), "test_echo", "student.run", "grader-", str(tmp_path)):
        assert secret not in data

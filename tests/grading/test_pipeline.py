"""grade(): from a submission to a report, with a stand-in for the sandbox."""

from __future__ import annotations

import msgspec
import pytest

from grader.course import load_course
from grader.errors import CourseError, GraderError, SubmissionError
from grader.grading import Event, grade
from grader.intake import read_submission
from grader.model import GradeReport, Verdict, from_json, to_json

V = Verdict
FAKE = "tests.grading.fake_keeper:Keeper"


def verdicts(report: GradeReport) -> list[str]:
    return [check.verdict.value for check in report.checks]


def says(ending: str, reference: str) -> str:
    """The reference, but ``say`` without ``times`` ends in ``ending``."""
    again = f"def say(text, times=1):\n    if times == 1:\n        {ending}\n"
    return f"{reference}\n_say = say\n{again}    return _say(text, times)\n"


def test_the_reference_gets_full_marks(grade_text, reference):
    """A right solution passes every check and scores all points."""
    report = grade_text(reference)
    assert verdicts(report) == ["passed"] * 4
    assert (report.verdict, report.score, report.max_score) == (V.PASSED, 10.0, 10.0)


def test_the_stub_fails_and_dependents_are_not_run(grade_text, course):
    """What builds on a failed check is not run, and the first failure names the verdict."""
    report = grade_text(course.exercise("echo").stub.read_text())
    assert verdicts(report) == ["failed", "not_run", "failed", "failed"]
    assert (report.verdict, report.score) == (V.FAILED, 0.0)
    assert report.checks[1].feedback == "Not run, because it builds on: say gives its text back."


def test_checks_stand_in_the_authors_order(grade_text, reference):
    """The order is that of exercise.toml, not that of the test file."""
    report = grade_text(reference)
    assert [check.id for check in report.checks] == ["says", "says_often", "refuses", "counts"]


def test_a_report_survives_its_json(grade_text, reference):
    """What is written can be read back unchanged."""
    report = grade_text(reference)
    assert from_json(to_json(report)) == report


def test_seen_and_expected_stand_beside_the_feedback(grade_text, reference):
    """The feedback holds neither value; observed and expected do."""
    check = grade_text(says("return 'bye'", reference)).checks[0]
    assert check.feedback == 'Not as expected: what say("hello") returns (that is its text).'
    assert (check.observed, check.expected) == ("'bye'", "'hello'")
    assert check.hint == "Return the text."


def test_a_failed_check_never_shows_its_source(grade_text, reference):
    """Neither the check's source, nor a path of the machine, is anywhere in a report."""
    report = to_json(grade_text(says("raise KeyError('x')", reference))).decode()
    for secret in ("student.run", "expect(", "rng.randint", "/tmp", "test_echo.py", "Traceback"):
        assert secret not in report


def test_a_file_that_does_not_load_decides_every_check(grade_text):
    """A load that fails is an import error everywhere, with the reason as the problem."""
    report = grade_text("import numpi\n")
    assert set(verdicts(report)) == {"import_error"}
    assert report.verdict is V.IMPORT_ERROR
    assert report.problem == (
        "echo.py can't be loaded (line 1): ModuleNotFoundError: No module named 'numpi'."
    )


def test_a_hang_at_load_is_paid_once(grade_text):
    """A file that hangs while it is imported decides every check by one run."""
    report = grade_text("raise Exception('hang')\n")
    assert set(verdicts(report)) == {"import_error"}
    assert "It did not end within 8 s." in report.problem
    assert report.usage.sandboxes == 1


def test_a_hanging_check_is_judged_with_its_whole_limit(grade_text, reference):
    """It is waited for until its limit, and then said where it stands."""
    report = grade_text(says("raise Exception('hang')", reference))
    assert verdicts(report) == ["timeout", "not_run", "passed", "passed"]
    first = report.checks[0]
    assert first.feedback == (
        "It did not end within 8 s. The main thread is at line 3 in say, which waits in "
        "threading._wait_for_tstate_lock. Thread 2 is at line 7 in add."
    )
    assert first.witness["kind"] == "hang"
    assert report.usage.sandboxes == 1


def test_a_slow_right_answer_passes(grade_text, reference):
    """A limit is far above what any right solution takes."""
    report = grade_text(says("raise Exception('slow')", reference))
    assert verdicts(report) == ["passed"] * 4


def test_a_crash_fails_only_its_check(grade_text, reference):
    """A process that ends itself is a failed check with the reason in student's terms."""
    report = grade_text(says("raise Exception('crash')", reference))
    assert verdicts(report) == ["crashed", "not_run", "passed", "passed"]
    assert report.checks[0].feedback == "Your code called os._exit(0) itself."


def test_a_lost_sandbox_costs_nothing(grade_text, reference):
    """What nobody could decide, and what builds on it, stands in neither total."""
    report = grade_text(says("raise Exception('lost')", reference))
    assert verdicts(report) == ["inconclusive", "inconclusive", "passed", "passed"]
    assert report.verdict is V.INCONCLUSIVE
    assert report.score == report.max_score == 7.0


def test_a_sandbox_that_cannot_be_had_is_our_fault(grade_text, reference):
    """The grader says so instead of judging without it."""
    with pytest.raises(GraderError, match="the sandbox: it can't start here"):
        grade_text(reference, keeper="tests.grading.fake_keeper:NoKeeper")


def test_a_killed_judge_keeps_what_it_decided(grade_text, reference):
    """What was decided before the judge died stands; the rest is inconclusive, never passed."""
    text = reference.replace("raise ValueError(times)", "raise Exception('kill the judge')")
    report = grade_text(text)
    assert verdicts(report) == ["passed", "passed", "inconclusive", "inconclusive"]
    assert (report.score, report.max_score) == (3.0, 3.0)
    assert report.isolation == "full"


def test_events_tell_of_each_check_as_it_is_decided(grade_text, reference):
    """A terminal hears of the beginning and the end of each check, in order."""
    events: list[Event] = []
    grade_text(reference, on_event=events.append)
    assert [(e.kind, e.check) for e in events][:4] == [
        ("check_started", "says"),
        ("check_done", "says"),
        ("check_started", "says_often"),
        ("check_done", "says_often"),
    ]
    assert all(e.result.verdict is V.PASSED for e in events if e.kind == "check_done")


def test_an_interrupt_leaves_neither_process_nor_folder(
    grade_text, reference, tmp_path, monkeypatch
):
    """Ctrl-C in the middle passes through, after everything is cleaned up."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    judges = []

    def interrupt(event: Event) -> None:
        raise KeyboardInterrupt

    from grader.grading import pipeline

    made = pipeline.JudgeProcess
    monkeypatch.setattr(
        pipeline, "JudgeProcess", lambda *args: judges.append(made(*args)) or judges[-1]
    )
    with pytest.raises(KeyboardInterrupt):
        grade_text(reference, on_event=interrupt)
    assert [judge._process.poll() is not None for judge in judges] == [True]
    assert [path.name for path in tmp_path.iterdir()] == ["echo.py"]


def test_the_private_folder_is_removed(grade_text, reference, tmp_path, monkeypatch):
    """Nothing is left of a grading but its report."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    grade_text(reference)
    assert [path.name for path in tmp_path.iterdir()] == ["echo.py"]


def test_a_seed_fixes_the_inputs_and_never_the_verdict(grade_text, reference):
    """Whatever the seed, a right solution passes, and the seed is recorded."""
    for seed in range(3):
        report = grade_text(reference, seed=seed)
        assert (report.seed, report.verdict) == (seed, V.PASSED)


def test_only_visible_checks_can_be_asked_for(grade_text, reference):
    """The hidden checks are then neither run nor counted."""
    report = grade_text(reference, only_visible=True)
    assert [check.id for check in report.checks] == ["says"]
    assert report.max_score == 2.0


def test_a_submission_that_cannot_be_read_is_an_import_error(course):
    """The reason becomes the problem, without the path of the file."""
    error = SubmissionError("/home/x/echo.py", "the file is empty", "Write it.")
    report = grade(course, course.exercise("echo"), error)
    assert report.problem == "echo.py: the file is empty. Write it."
    assert set(verdicts(report)) == {"import_error"}
    assert report.score == 0.0


def test_flags_of_the_audit_hook_are_reported_once(grade_text, reference):
    """A finding is named with file and line and changes no point."""
    text = f"{reference}\nFLAGS = [{{'kind': 'ctypes', 'file': '/x/echo.py', 'line': 3}}] * 3\n"
    report = grade_text(text)
    assert [(f.kind, f.file, f.line) for f in report.flags] == [("ctypes", "echo.py", 3)]
    assert (report.verdict, report.score) == (V.INCONCLUSIVE, report.max_score)


def test_a_misconception_is_recognised(grade_text, course):
    """A submission that fails exactly as a known wrong idea earns its feedback."""
    wrong = course.solutions(course.exercise("echo")).wrong["polite"]
    report = grade_text(wrong.read_text())
    assert [known.id for known in report.misconceptions] == ["polite"]


@pytest.mark.parametrize("name", ["PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTHONSTARTUP"])
def test_the_users_environment_does_not_reach_the_judge(grade_text, reference, monkeypatch, name):
    """Options of the user's own pytest or Python change nothing."""
    monkeypatch.setenv(name, "--collect-only -k nothing")
    assert grade_text(reference).verdict is V.PASSED


def test_a_conftest_of_the_user_does_not_reach_the_judge(own_course):
    """Neither a conftest.py nor an ini file beside the checks is read."""
    folder = own_course / "exercises/echo/checks"
    (folder / "conftest.py").write_text("raise RuntimeError('read')\n")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
    course = load_course(own_course)
    exercise = course.exercise("echo")
    submission = read_submission(course.solutions(exercise).reference, "echo")
    assert grade(course, exercise, submission, keeper=FAKE).verdict is V.PASSED
    assert not (folder / "__pycache__").exists()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("def test_says(", "def test_said(", "test_said: exercise.toml has no [checks.said]"),
        ("def test_says(", "def says(", "checks/test_echo.py has no test_says"),
        ("import expect", "import expectt", "it can't be loaded"),
        ('"""Judges', "def (", "it can't be loaded"),
    ],
)
def test_an_exercise_that_is_not_well_formed_is_its_authors_fault(own_course, old, new, told):
    """Tests and tables that do not match, or that can't be imported, are a CourseError."""
    course = load_course(own_course)
    exercise = course.exercise("echo")
    exercise.tests.write_text(exercise.tests.read_text().replace(old, new))
    submission = read_submission(course.solutions(exercise).reference, "echo")
    with pytest.raises(CourseError, match=r"echo: ") as caught:
        grade(course, exercise, submission, keeper=FAKE)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("body", "verdict", "feedback"),
    [
        ("assert False, 'the text is lost'", V.FAILED, "the text is lost"),
        ("assert 1 == 2", V.FAILED, "An assertion does not hold."),
        ("1 / 0", V.INCONCLUSIVE, "This check is at fault itself"),
        ("import pytest; pytest.skip('later')", V.INCONCLUSIVE, "This check is at fault itself"),
        ("import pytest; pytest.fail('by hand')", V.FAILED, "by hand"),
        ("student.run('says', text=object())", V.INCONCLUSIVE, "This check is at fault itself"),
        ("raise SystemExit(0)", V.INCONCLUSIVE, "This check is at fault itself"),
    ],
)
def test_how_the_end_of_a_test_becomes_a_verdict(own_course, body, verdict, feedback):
    """Assertions fail the check; a mistake in the check is never the student's fault."""
    course = load_course(own_course)
    exercise = course.exercise("echo")
    text = exercise.tests.read_text()
    exercise.tests.write_text(
        text.replace("def test_refuses(student):\n", f"def test_refuses(student):\n    {body}\n")
    )
    submission = read_submission(course.solutions(exercise).reference, "echo")
    report = grade(course, exercise, submission, keeper=FAKE)
    check = next(check for check in report.checks if check.id == "refuses")
    assert (check.verdict, check.feedback[: len(feedback)]) == (verdict, feedback)


def test_a_grading_says_what_produced_it(grade_text, reference):
    """The digests allow to produce a report again."""
    engine = grade_text(reference).engine
    assert all(len(d) == 64 for d in (engine.exercise_digest, engine.submission_digest))
    assert msgspec.to_builtins(engine)["python"]

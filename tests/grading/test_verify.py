"""verify(): the proof that checks accept what is right and reject what is wrong."""

from __future__ import annotations

import pytest

from grader.course import load_course
from grader.grading import verify
from grader.grading.verify import busy_machine

FAKE = "tests.grading.fake_keeper:Keeper"


def run(course, **options):
    return list(verify(course, course.exercises.values(), keeper=FAKE, **options))


def test_every_solution_is_graded_in_order(course):
    """The stub, the reference, the other right ones and the wrong ones, each repetition."""
    found = [(result.run, result.solution) for result in run(course, repeat=2, jobs=2)]
    once = ["stub", "reference", "right/joined", "wrong/polite", "wrong/racy", "wrong/silent"]
    assert found == [(n, name) for n in (1, 2) for name in once]


def test_right_and_wrong_solutions_of_the_fixture_course(course):
    """The stand-in can't lose a count, so it is the racy one that is told to be wrong."""
    results = {result.solution: result for result in run(course)}
    assert [name for name, result in results.items() if not result.ok] == ["wrong/racy"]
    assert results["wrong/racy"].problem == "passes counts, which it should fail"
    assert results["wrong/silent"].expected_failing == ("says", "says_often")


def test_a_stub_that_passes_is_a_mistake(own_course):
    """The exercise would give points for nothing."""
    reference = (own_course / "solutions/echo/echo.py").read_text()
    (own_course / "exercises/echo/echo.py").write_text(reference)
    assert run(load_course(own_course))[0].problem == "the stub passes every check"


def test_a_stub_that_passes_what_is_visible_is_a_mistake(own_course):
    """A student's copy may hold no other checks: full marks, and the solution, for nothing."""
    wrong = (own_course / "solutions/echo/wrong/polite.py").read_text()
    (own_course / "exercises/echo/echo.py").write_text(wrong)
    assert "the stub passes every visible check" in run(load_course(own_course))[0].problem


def test_a_stub_that_does_not_load_is_a_mistake(own_course):
    """A student must be able to begin with it."""
    (own_course / "exercises/echo/echo.py").write_text("def (:\n")
    assert "the stub can't be loaded" in run(load_course(own_course))[0].problem


def test_a_right_solution_that_fails_is_told_with_its_check(own_course):
    """The problem names the check and what it said."""
    path = own_course / "solutions/echo/right/joined.py"
    path.write_text(path.read_text().replace("times < 0", "times < -5"))
    result = next(r for r in run(load_course(own_course)) if r.solution == "right/joined")
    assert result.problem == (
        "fails refuses, which it should pass (failed: An exception was expected, but your code "
        "raised none: -1 times is no number.)"
    )


def test_a_check_with_a_mistake_is_told_with_its_line(own_course):
    """An author sees the kind of the mistake and its line."""
    tests = own_course / "exercises/echo/checks/test_echo.py"
    tests.write_text(tests.read_text().replace("times = rng.randint(2, 9)", "times = rmg"))
    result = next(r for r in run(load_course(own_course)) if r.solution == "reference")
    assert result.problem.startswith("says_often is inconclusive: This check is at fault itself")
    assert "NameError: name 'rmg' is not defined (checks/test_echo.py, line 12)" in result.problem


def test_a_check_without_test_is_a_result_not_a_traceback(own_course):
    """A course error is reported for each solution."""
    tests = own_course / "exercises/echo/checks/test_echo.py"
    tests.write_text(tests.read_text().replace("def test_says(", "def says("))
    assert {r.ok for r in run(load_course(own_course))} == {False}


def test_results_are_told_as_they_come(course):
    """The caller's function hears of each before it is yielded."""
    told = []
    results = run(course, on_result=told.append)
    assert told == results


def test_the_load_ends_with_the_block():
    """No busy process is left, also after an exception."""
    import subprocess

    started = []
    made = subprocess.Popen

    class Noted(made):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            started.append(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "Popen", Noted)
        with pytest.raises(RuntimeError, match="stop"), busy_machine(2):
            raise RuntimeError("stop")
    assert [process.poll() is not None for process in started] == [True, True]


def test_a_right_solution_that_is_flagged_is_a_mistake(own_course):
    """Full points are not enough: it has to be simply passed."""
    path = own_course / "solutions/echo/right/joined.py"
    path.write_text(
        path.read_text() + "\nFLAGS = [{'kind': 'ctypes', 'file': '/x/echo.py', 'line': 3}]\n"
    )
    result = next(r for r in run(load_course(own_course)) if r.solution == "right/joined")
    assert result.problem.startswith("it passes every check and is inconclusive all the same: ")

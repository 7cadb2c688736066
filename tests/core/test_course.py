"""A course on disk is parsed and validated; what is wrong is named by file and key."""

from pathlib import Path

import pytest

from grader.course import find_root, load_course, load_exercise
from grader.errors import CourseError, UsageError

GOOD = """\
title = "A counter"
section = "threads"
order = 1
teaches = "threading.Lock"
hints = [{ text = "Who else may be there?" }]

[checks.adds]
title = "It adds"
visible = true

[checks.keeps]
title = "It keeps every update"
points = 3
depends = ["adds"]
time_limit = 4.5

[misconceptions.no_lock]
title = "No lock"
feedback = "Two threads read the same value."
fails = ["keeps"]
"""


def write_exercise(root: Path, slug: str = "tally", toml: str = GOOD) -> Path:
    folder = root / "exercises" / slug
    (folder / "checks").mkdir(parents=True)
    (folder / "exercise.toml").write_text(toml)
    (folder / "README.md").write_text("# A counter\n")
    (folder / f"{slug}.py").write_text("")
    (folder / "checks" / f"test_{slug}.py").write_text("")
    (folder / "checks" / "scenarios.py").write_text("")
    return folder


def write_solutions(root: Path, *wrong: str) -> None:
    folder = root / "solutions" / "tally"
    (folder / "wrong").mkdir(parents=True)
    (folder / "right").mkdir()
    (folder / "tally.py").write_text("")
    (folder / "right" / "other.py").write_text("")
    for name in wrong:
        (folder / "wrong" / f"{name}.py").write_text("")


def test_an_exercise_is_read_in_the_order_of_its_author(tmp_path: Path) -> None:
    exercise = load_exercise(write_exercise(tmp_path))
    assert list(exercise.spec.checks) == ["adds", "keeps"]
    assert exercise.max_score == 4
    assert (exercise.time_limit("adds"), exercise.time_limit("keeps")) == (10.0, 4.5)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "A counter"', "title = 3", r"exercise.toml: title: expected `str`, got `int`"),
        ('section = "threads"', 'section = "asyncio"', "exercise.toml: section: invalid enum"),
        ("points = 3", "points = 0", r"checks.keeps.points: a number above 0"),
        ("points = 3", "point = 3", r"contains unknown field `point`"),
        ('depends = ["adds"]', 'depends = ["keeps"]', r"depends: 'keeps' is not an earlier check"),
        ("visible = true", "visible = false", "visible = true"),
        ("time_limit = 4.5", "time_limit = 0", "checks.keeps.time_limit"),
        ('fails = ["keeps"]', 'fails = ["kept"]', "there is no check 'kept'"),
        ('fails = ["keeps"]', "fails = []", "at least one check"),
        ("order = 1", "order = ", "not valid TOML"),
        ("order = 1\n", "", "missing required field `order`"),
    ],
)
def test_a_wrong_field_is_named_with_what_was_expected(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    folder = write_exercise(tmp_path, toml=GOOD.replace(old, new))
    with pytest.raises(CourseError, match=message):
        load_exercise(folder)


def test_a_slug_that_shadows_the_standard_library_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="shadows"):
        load_exercise(write_exercise(tmp_path, slug="queue"))


def test_a_missing_part_of_an_exercise_is_named(tmp_path: Path) -> None:
    folder = write_exercise(tmp_path)
    (folder / "checks" / "scenarios.py").unlink()
    with pytest.raises(CourseError, match=r"scenarios\.py"):
        load_exercise(folder)


def test_a_mistyped_exercise_gets_the_nearest_names(tmp_path: Path) -> None:
    write_exercise(tmp_path)
    with pytest.raises(UsageError, match="Did you mean tally"):
        load_course(tmp_path).exercise("taly")


@pytest.mark.parametrize(
    "typed",
    ["Tally", "tally.py", "exercises/tally", "exercises/tally/", "exercises/tally/tally.py"],
)
def test_a_path_of_an_exercise_gets_its_name_alone(tmp_path: Path, typed: str) -> None:
    write_exercise(tmp_path)
    write_exercise(tmp_path, "rally")
    with pytest.raises(UsageError, match=r"Did you mean tally\?"):
        load_course(tmp_path).exercise(typed)


def test_exercises_come_in_the_order_of_the_path(tmp_path: Path) -> None:
    write_exercise(tmp_path, "second", GOOD.replace("order = 1", "order = 2"))
    write_exercise(tmp_path, "third", GOOD.replace('"threads"', '"distributed"'))
    write_exercise(tmp_path, "first")
    assert list(load_course(tmp_path).exercises) == ["first", "second", "third"]


def test_a_prerequisite_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    write_exercise(tmp_path, toml=GOOD.replace("order = 1", 'order = 1\nrequires = ["fork"]'))
    with pytest.raises(CourseError, match="there is no exercise 'fork'"):
        load_course(tmp_path)


def test_the_course_is_found_from_a_folder_inside_it(tmp_path: Path) -> None:
    folder = write_exercise(tmp_path)
    assert find_root(folder / "checks") == tmp_path


def test_outside_a_course_the_remedy_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no course here"):
        find_root(tmp_path)


def test_solutions_are_matched_with_misconceptions(tmp_path: Path) -> None:
    write_exercise(tmp_path)
    write_solutions(tmp_path, "no_lock")
    course = load_course(tmp_path)
    solutions = course.solutions(course.exercise("tally"))
    assert list(solutions.wrong) == ["no_lock"]
    assert [path.name for path in solutions.alternatives] == ["other.py"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [(("no_lock", "spin"), "'spin': there is no .misconceptions"), ((), "no wrong solution")],
)
def test_a_wrong_solution_without_its_misconception_is_refused(
    tmp_path: Path, wrong: tuple[str, ...], message: str
) -> None:
    write_exercise(tmp_path)
    write_solutions(tmp_path, *wrong)
    course = load_course(tmp_path)
    with pytest.raises(CourseError, match=message):
        course.solutions(course.exercise("tally"))


def test_the_digest_changes_with_whatever_decides_a_verdict(tmp_path: Path) -> None:
    exercise = load_exercise(write_exercise(tmp_path))
    before = exercise.digest()
    exercise.scenarios.write_text("# another\n")
    assert exercise.digest() != before

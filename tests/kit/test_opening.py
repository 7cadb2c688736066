"""The course that is graded: what lies there, or what was sealed."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from grader import scratch
from grader.course import Course
from grader.errors import UsageError
from grader.kit import ReleaseOptions, course_in, reference, release
from grader.kit.layout import KIT, SEALED
from tests.kit.conftest import KEY, OTHER_KEY, ROOT


def test_without_a_key_it_is_what_lies_there(kit: Path):
    """The visible checks."""
    with course_in(kit, None) as course:
        assert list(course.exercises["lock"].spec.checks) == ["adds_up", "no_lost_update"]
        assert course.exercises["lock"].folder == kit / "exercises/lock"


def test_with_the_key_it_is_the_full_course(kit: Path, course: Course):
    """The very same exercises, and the student's own file in the kit."""
    with course_in(kit, KEY) as opened:
        for slug, exercise in opened.exercises.items():
            assert exercise.digest() == course.exercises[slug].digest()
            assert exercise.stub == kit / "exercises" / slug / f"{slug}.py"
            assert exercise.title("zh") == course.exercises[slug].title("zh")
        assert opened.root == kit


def test_unsealed_checks_lie_where_only_their_owner_may_enter(kit: Path):
    """And only as long as they are needed, also when the grading fails."""
    seen: list[Path] = []

    def fail() -> None:
        with course_in(kit, KEY) as opened:
            seen.append(opened.exercises["lock"].folder.parents[1])
            assert stat.S_IMODE(seen[0].stat().st_mode) == 0o700
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not seen[0].exists()


def test_what_a_student_did_to_the_kit_does_not_change_the_full_course(kit: Path, course: Course):
    """Changed checks, and a description that says that there is nothing hidden."""
    (kit / "exercises/lock/checks/test_lock.py").write_text("")
    text = (kit / KIT).read_text()
    (kit / KIT).write_text(text.replace('hidden = "sealed"', 'hidden = "none"'))
    with course_in(kit, KEY) as opened:
        assert opened.exercises["lock"].digest() == course.exercises["lock"].digest()


@pytest.mark.parametrize("gone", [SEALED, ".grader"])
def test_a_key_that_opens_nothing_is_an_error(kit: Path, gone: str):
    """Who takes the sealed file away is not graded with less."""
    (kit / gone).rename(kit / "gone")
    with pytest.raises(UsageError, match="nothing that it opens"), course_in(kit, KEY):
        pass


def test_another_key_is_an_error(kit: Path):
    """Not a grading of less."""
    with pytest.raises(UsageError, match="another course key"), course_in(kit, OTHER_KEY):
        pass


HOLDER = """
import sys
from pathlib import Path
from grader.kit import CourseKey, course_in
with course_in(Path(sys.argv[1]), CourseKey(bytes(range(32)))) as course:
    print(course.exercises["lock"].folder.parents[1], flush=True)
    sys.stdin.read()
"""


def heed_signals() -> None:
    """In a child: ignore nothing, whatever the tests were started under."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_unsealed_checks_do_not_survive_their_process(
    kit: Path, tmp_path: Path, number: signal.Signals
):
    """Gone at once; after a SIGKILL with the next grading, which leaves those in use alone."""
    (tmp_path / "tmp").mkdir()
    environment = os.environ | {"TMPDIR": str(tmp_path / "tmp"), "PYTHONPATH": str(ROOT)}

    def start() -> tuple[subprocess.Popen[str], Path]:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(kit)],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, preexec_fn=heed_signals,
        )  # fmt: skip
        assert process.stdout is not None
        return process, Path(process.stdout.readline().strip())

    (killed, left), (other, used) = start(), start()
    try:
        assert left.is_dir()
        killed.send_signal(number)
        killed.wait()
        if number is signal.SIGKILL:
            assert left.is_dir()
            scratch.sweep(tmp_path / "tmp")
        assert not left.exists()
        assert used.is_dir()
    finally:
        other.communicate("")
        killed.communicate()
    assert not used.exists()


class TestReference:
    """The reference solution, for who has solved the exercise."""

    def test_in_a_course_it_lies_there(self, course: Course):
        """As ever."""
        assert reference(ROOT, "lock", None) == (ROOT / "solutions/lock/lock.py").read_bytes()

    def test_a_kit_keeps_it_to_itself(self, kit: Path):
        """Where the instructor did not say otherwise, with the key as well."""
        with pytest.raises(UsageError, match="does not give it out"):
            reference(kit, "lock", KEY)

    def test_a_kit_may_show_it(self, course: Course, tmp_path: Path):
        """Without the course key, which no student has."""
        options = ReleaseOptions(exercises=("lock",), hidden="none", solutions="after-full-marks")
        release(course, tmp_path / "kit", options=options)
        expected = (ROOT / "solutions/lock/lock.py").read_bytes()
        assert reference(tmp_path / "kit", "lock", None) == expected
        with pytest.raises(UsageError, match="has none"):
            reference(tmp_path / "kit", "pool", None)

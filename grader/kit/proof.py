"""Proving a kit before it is written: it loads, is whole, and tells right from not done."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from grader.course import Course, Exercise, load_course
from grader.errors import CourseError
from grader.grading import Host, grade
from grader.intake import read_submission
from grader.kit import strip
from grader.model import GradeReport, Verdict


def require_sound(files: Mapping[str, bytes], course: Course, chosen: list[Exercise]) -> None:
    """Load the course that is in ``files``, and see that nothing is missing in its checks.

    Args:
        files: of the kit.
        course: the full one.
        chosen: its exercises that are in the kit.

    Raises:
        CourseError: the kit's course is not well formed, or names something that was cut away.
    """
    with tempfile.TemporaryDirectory(prefix="grader-kit-") as folder:
        kit = _unpacked(files, Path(folder))
        assert list(kit.exercises) == [exercise.slug for exercise in chosen]
        for exercise in kit.exercises.values():
            _require_whole(exercise)


def prove(
    files: Mapping[str, bytes],
    course: Course,
    chosen: list[Exercise],
    told: Callable[[str], object],
) -> None:
    """Grade each reference with the kit's checks, and each stub with all checks.

    Args:
        files: of the kit.
        course: the full one.
        chosen: its exercises that are in the kit.
        told: called with the slug of each before it is graded.

    Raises:
        CourseError: a reference does not get full marks, or a stub does.
    """
    with tempfile.TemporaryDirectory(prefix="grader-kit-") as folder:
        kit = _unpacked(files, Path(folder))
        for exercise in chosen:
            told(exercise.slug)
            visible = kit.exercises[exercise.slug]
            with Host(kit, visible) as host:
                reference = course.solutions(exercise).reference
                _require_full_marks(host.grade(read_submission(reference, exercise.slug)))
            # Whether it fails a visible one is for `verify` to ask: there may be none.
            report = grade(course, exercise, read_submission(visible.stub, exercise.slug))
            if report.verdict is Verdict.PASSED:
                raise CourseError(
                    str(exercise.stub),
                    "the stub passes all checks",
                    "Is it solved already? Put the stub back.",
                )


def _require_full_marks(report: GradeReport) -> None:
    for check in report.checks:
        if check.verdict is not Verdict.PASSED:
            raise CourseError(
                f"{report.exercise}: {check.id}",
                "the reference solution does not pass it when it is run without the hidden checks "
                f"({check.verdict}: {check.feedback})",
                "Try `grader verify` on the course; then see what this check shares with others.",
            )


def _unpacked(files: Mapping[str, bytes], folder: Path) -> Course:
    for path, data in files.items():
        if path.startswith("exercises/"):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    return load_course(folder)


def _require_whole(exercise: Exercise) -> None:
    """Nothing that the cut texts use was cut away."""
    texts = {path: path.read_text("utf-8") for path in (exercise.tests, exercise.scenarios)}
    for path, text in texts.items():
        where = f"{exercise.slug}: {path.name} in the kit"
        compile(text, str(path), "exec", dont_inherit=True)
        if lost := strip.unbound(text, where):
            raise CourseError(
                where,
                f"{', '.join(sorted(lost))} is used, and was cut away",
                "Bind it by a plain statement at the top of the file.",
            )
    tests = texts[exercise.tests]
    found = {name.removeprefix("test_") for name in strip.definitions(tests, exercise.slug)}
    if lost := set(exercise.spec.checks) - found:
        raise CourseError(
            f"{exercise.slug}: {exercise.tests.name}",
            f"there is no test_{sorted(lost)[0]}",
            "Write the test, or remove its table in exercise.toml.",
        )
    known = strip.definitions(texts[exercise.scenarios], exercise.slug)
    if lost := strip.named_scenarios(tests) - known:
        raise CourseError(
            f"{exercise.slug}: {exercise.scenarios.name}",
            f"a visible check runs {sorted(lost)[0]!r}, which is not there",
            "Write the scenario, or mend its name.",
        )

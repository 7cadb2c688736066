"""The course that is to be graded: the one that lies there, or the one that a kit has sealed.

Theory of operation. Unsealed checks exist only in a folder of a fresh name that nobody else may
enter, and only while the context lasts; the student's code never sees it (the sandbox has no
path to it). It goes away with an exception, Ctrl-C and SIGTERM, and after a SIGKILL with the next
grading (:mod:`grader.scratch`).
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import msgspec

from grader.course import Course, load_course
from grader.errors import UsageError
from grader.kit.changes import SEALED_MANIFEST
from grader.kit.key import CourseKey, parse_key
from grader.kit.layout import SEALED, SOLUTIONS, is_kit, read_kit
from grader.kit.seal import unseal
from grader.scratch import scratch


@contextlib.contextmanager
def course_in(root: Path, key: CourseKey | None) -> Iterator[Course]:
    """The course at ``root``, as it is to be graded.

    A key that opens nothing is an error, whatever the kit says of itself: its description lies in
    the student's hands, and must not be able to turn the hidden checks off.

    Args:
        root: of a course, or of a kit.
        key: with it, a sealed kit's full checks; without it, the checks that lie there.

    Raises:
        CourseError: an exercise is not well formed.
        UsageError: there is no course, or what is sealed can't be opened.
    """
    if key is None:
        yield load_course(root)
        return
    path = root / SEALED
    if not path.exists():
        raise UsageError(
            str(path),
            "there is a course key, and nothing that it opens",
            "Restore the kit's .grader folder; outside of a sealed kit, leave the key out.",
        )
    _, files = unseal(_read(path), key, SEALED)
    files.pop(SEALED_MANIFEST, None)
    with scratch("unsealed-") as folder, _ending_on_sigterm():
        for name, content in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            target.write_bytes(content)
        full = load_course(folder)
        yield Course(
            root,
            {
                slug: msgspec.structs.replace(exercise, home=root / "exercises" / slug)
                for slug, exercise in full.exercises.items()
            },
        )


def reference(root: Path, slug: str, key: CourseKey | None) -> bytes:
    """The reference solution of an exercise, for one who has solved it.

    Whether it may be shown now is for the caller to decide: the solutions of a kit are behind a
    curtain, not behind a lock.

    Args:
        root: of a course, or of a kit.
        slug: the exercise.
        key: the course key, if it is here; not needed.

    Raises:
        UsageError: there is no such exercise, or its solution is not to be had.
    """
    if not is_kit(root):
        course = load_course(root)
        return course.solutions(course.exercise(slug)).reference.read_bytes()
    kit = read_kit(root)
    if kit.solutions == "never":
        raise UsageError(
            f"the solution of {slug}", "this course does not give it out", "Ask your instructor."
        )
    path = root / SOLUTIONS
    curtain = parse_key(kit.solutions_key, "solutions_key of kit.toml")
    _, files = unseal(_read(path), curtain, SOLUTIONS)
    try:
        return files[f"{slug}.py"]
    except KeyError:
        raise UsageError(
            f"the solution of {slug}", "this kit has none", "See `make list` for its exercises."
        ) from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            str(path), f"it can't be read ({error.strerror})", "Restore it: git checkout -- .grader"
        ) from None


@contextlib.contextmanager
def _ending_on_sigterm() -> Iterator[None]:
    """Let SIGTERM end this process as an exit does, so that what is open is closed."""
    if (
        threading.current_thread() is not threading.main_thread()
        or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
    ):
        yield
        return
    signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)

"""Find a student's files in what a platform unpacked: anywhere sensible, and never by guessing.

Files are found by their name, ``<slug>.py``, in any folder. Where only one exercise is asked for,
and only one Python file was handed in, that is the one, whatever its name. Several that differ are
refused: one of them is meant, and we don't know which.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from grader.course import Exercise
from grader.errors import SubmissionError
from grader.intake import Submission, names, read_submission
from grader.intake.single import read_plain
from grader.kit.ci.run import Read
from grader.text import one_line

MAX_FILES = 5000
"""Files of a submission that are looked at."""
MAX_NAMED = 5
"""Files that a message names."""


def read_handed_in(folder: Path, slugs: Sequence[str]) -> Read:
    """Read what lies anywhere below ``folder``; links are not followed.

    Args:
        folder: of one submission.
        slugs: of all exercises that are asked for.
    """
    found = [path for path in _files(folder) if names.is_python(path.name)]

    def read(exercise: Exercise) -> Submission:
        slug = exercise.slug
        fitting = [path for path in found if names.exercise_of(path.name, [slug]) is not None]
        exact = [path for path in fitting if path.name == f"{slug}.py"]
        candidates = exact or fitting
        if not candidates and len(slugs) == 1 and len(found) == 1:
            candidates = found
        if not candidates:
            raise _missing(slug, found, folder)
        if len({read_plain(path) for path in candidates[:MAX_NAMED]}) > 1:
            raise SubmissionError(
                f"{slug}.py",
                f"several files could be meant: {_listed(candidates, folder)}",
                "Hand in one of them.",
            )
        return read_submission(candidates[0], slug)

    return read


def _files(folder: Path) -> list[Path]:
    """Regular files, the shallowest first."""
    found: list[Path] = []
    for where, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not names.is_junk(name))
        for name in sorted(files):
            path = Path(where, name)
            if not names.is_junk(name) and path.is_file() and not path.is_symlink():
                found.append(path)
        if len(found) > MAX_FILES:
            break
    return sorted(found[:MAX_FILES], key=lambda path: (len(path.parts), path))


def _missing(slug: str, found: Sequence[Path], folder: Path) -> SubmissionError:
    what = f"There are: {_listed(found, folder)}." if found else "There is no Python file."
    return SubmissionError(
        f"{slug}.py", "it was not handed in", f"Hand it in under this very name. {what}"
    )


def _listed(paths: Sequence[Path], folder: Path) -> str:
    shown = [one_line(path.relative_to(folder).as_posix(), 80) for path in paths[:MAX_NAMED]]
    more = f" and {len(paths) - MAX_NAMED} more" if len(paths) > MAX_NAMED else ""
    return ", ".join(shown) + more

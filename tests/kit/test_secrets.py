"""No hidden check's text, scenario or expected value can be found in a kit.

Everything is searched: the files, what is in the wheel, the objects of a git repository made of it,
and the bytes of all of these as base64, zlib and gzip would hide them.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import shutil
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.course import Course, load_course
from grader.errors import CourseError
from grader.kit import ReleaseOptions, guard
from grader.kit.layout import SEALED, SOLUTIONS
from grader.kit.placing import place
from grader.kit.releasing import kit_files
from grader.kit.seal import unseal
from tests.kit.conftest import KEY, ROOT

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{40,}={0,2}")


def everything(files: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Each file, each member of an archive, and what they may be in disguise."""
    for path, data in files.items():
        yield path, data
        if path.endswith(".whl"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for name in archive.namelist():
                    public = ROOT / name
                    if not (public.is_file() and public.read_bytes() == archive.read(name)):
                        yield f"{path}!{name}", archive.read(name)
        for match in _BASE64.finditer(data):
            text = match[0].translate(bytes.maketrans(b"-_", b"+/"))
            try:
                decoded = base64.b64decode(text[: len(text) // 4 * 4])
            except binascii.Error:
                continue
            yield f"{path} as base64", decoded
        for at in (m.start() for m in re.finditer(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08", data)):
            try:
                yield (
                    f"{path} as zlib at {at}",
                    zlib.decompressobj(47).decompress(data[at:], 1 << 22),
                )
            except zlib.error:
                continue


def leaks(files: dict[str, bytes], course: Course) -> list[str]:
    """Where a secret of ``course`` stands. What is public source of the grader is none."""
    own = "\n".join(path.read_text("utf-8") for path in (ROOT / "grader").rglob("*.py"))
    secrets = [s for s in guard.secrets_of(course) if s.text not in own]
    assert len(secrets) > 2000
    found = guard.find(dict(everything(files)), secrets)
    return [f"{path}: {secret.exercise}/{secret.what}" for path, secret in found]


def test_nothing_hidden_stands_in_the_kit(whole: dict[str, bytes], course: Course):
    """In clear, or in any plain disguise."""
    assert leaks(whole, course) == []


def test_nothing_hidden_stands_in_its_git_history(
    whole: dict[str, bytes], course: Course, tmp_path: Path
):
    """Objects are compressed, so each is read with git's own command."""
    place(whole, tmp_path / "kit")

    def git(*arguments: str, given: bytes = b"") -> bytes:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        return subprocess.run(
            ["git", *who, *arguments],
            cwd=tmp_path / "kit", input=given, capture_output=True, check=True,
        ).stdout  # fmt: skip

    git("init", "-q")
    git("add", "--all")
    git("commit", "-q", "-m", "The kit")
    names = git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    assert len(names.split()) > len(whole) / 2
    objects = {"git": git("cat-file", "--batch", given=names)}
    assert leaks(objects, course) == []
    raw = {str(p): p.read_bytes() for p in (tmp_path / "kit/.git").rglob("*") if p.is_file()}
    assert leaks(raw, course) == []


def test_no_solution_stands_in_the_kit(whole: dict[str, bytes], course: Course):
    """Neither the references nor the wrong ones, line by line."""
    text = dict(everything({p: d for p, d in whole.items() if not p.endswith(".whl")}))
    public = b"\n".join(text[p] for p in whole if p.endswith((".md", ".py")))
    for exercise in course.exercises.values():
        solutions = course.solutions(exercise)
        for path in (solutions.reference, *solutions.alternatives, *solutions.wrong.values()):
            assert path.read_bytes().strip() not in public
            assert not any(path.read_bytes().strip() in data for data in text.values())
    assert not any("solutions/" in path or "mutants" in path for path in whole)


def test_the_key_stands_nowhere(whole: dict[str, bytes]):
    """Neither as text nor as bytes."""
    for path, data in everything(whole):
        assert KEY.text.encode() not in data, path
        assert bytes(range(32)) not in data, path


def test_the_wheel_holds_no_exercise(whole: dict[str, bytes]):
    """Only the grader."""
    (name,) = [path for path in whole if path.endswith(".whl")]
    with zipfile.ZipFile(io.BytesIO(whole[name])) as archive:
        names = archive.namelist()
    assert all(name.startswith(("grader/", "concurrency_grader-")) for name in names)
    assert not any(name.endswith("exercise.toml") for name in names)


@pytest.mark.parametrize("disguise", ["plain", "base64", "zlib", "zip"])
def test_a_planted_secret_is_found(whole: dict[str, bytes], course: Course, disguise: str):
    """So that the tests above can fail."""
    text = (ROOT / "exercises/lock/checks/test_lock.py").read_bytes()
    planted = {
        "plain": lambda: {"notes.txt": text},
        "base64": lambda: {"notes.txt": b"x = '" + base64.b64encode(text) + b"'"},
        "zlib": lambda: {"notes.bin": b"head" + zlib.compress(text)},
        "zip": lambda: {"more.whl": zipped(text)},
    }[disguise]()
    found = leaks(planted, course)
    assert any(line.endswith("lock/own_lock") for line in found)


def zipped(data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.py", data)
    return made.getvalue()


def test_a_course_that_would_leak_is_refused(tmp_path: Path):
    """What both use may tell of a hidden check: the author hears of it, by the check's name."""
    course = copied(tmp_path)
    exercise = course.exercises["lock"]
    helper = "def run_all(*functions):\n"
    told = f"{helper}    # {exercise.spec.checks['own_lock'].title}\n"
    text = exercise.scenarios.read_text("utf-8")
    exercise.scenarios.write_text(text.replace(helper, told))
    with pytest.raises(CourseError, match="own_lock"):
        kit_files(course, [exercise], ReleaseOptions(), KEY)


def copied(folder: Path) -> Course:
    """The course with ``lock`` alone."""
    for part in ("exercises", "solutions"):
        shutil.copytree(ROOT / part / "lock", folder / part / "lock")
    toml = folder / "exercises/lock/exercise.toml"
    toml.write_text(re.sub(r"^requires = .*\n", "", toml.read_text("utf-8"), flags=re.MULTILINE))
    return load_course(folder)


def test_the_sealed_file_holds_all_that_grades_and_no_solution(
    whole: dict[str, bytes], course: Course
):
    """Byte for byte what the course has."""
    _, files = unseal(whole[SEALED], KEY, SEALED)
    for slug, exercise in course.exercises.items():
        for path in (exercise.tests, exercise.scenarios, exercise.folder / "exercise.toml"):
            name = f"exercises/{slug}/{path.relative_to(exercise.folder).as_posix()}"
            assert files[name] == path.read_bytes()
    assert not any("solution" in name for name in files)


def test_hidden_none_seals_nothing(course: Course):
    """Hidden checks do not travel at all."""
    options = ReleaseOptions(hidden="none")
    files = kit_files(course, [course.exercises["lock"]], options, None)
    assert not any(path.endswith(".sealed") for path in files)


def test_solutions_travel_only_where_the_instructor_says_so(
    small: dict[str, bytes], whole: dict[str, bytes]
):
    """And behind their curtain then."""
    assert SOLUTIONS not in small
    assert SOLUTIONS in whole

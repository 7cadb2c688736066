"""Repositories and environments as CI finds them, made without a network."""

from __future__ import annotations

import base64
import hashlib
import io
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from grader.course import load_course
from grader.kit import CourseKey, KitFacts, ReleaseOptions, releasing
from grader.kit.facts import Hidden

ROOT = Path(__file__).parents[3]
COURSE = ROOT / "tests" / "grading" / "course"
REFERENCE = (COURSE / "solutions/echo/echo.py").read_text("utf-8")
WRONG = (COURSE / "solutions/echo/wrong/polite.py").read_text("utf-8")
SILENT = REFERENCE.replace("return text * times", "print(text * times)")
"""Wrong where everybody can see it."""
STUB = (COURSE / "exercises/echo/echo.py").read_text("utf-8")
FACTS = KitFacts(
    course="Concurrent Python",
    exercises=("echo", "shout"),
    grader_version="0",
    python="3.11",
    hidden="none",
)
_WHEEL = "concurrency_grader-0-py3-none-any.whl"


def course_at(root: Path, *slugs: str, limit: float = 8.0) -> Path:
    """Copies of the fixture exercise under the names ``slugs``, with their references."""
    for slug in slugs:
        (root / "solutions" / slug / "wrong").mkdir(parents=True)
        (root / "solutions" / slug / f"{slug}.py").write_text(REFERENCE)
        for name in ("silent", "polite", "racy"):
            (root / "solutions" / slug / "wrong" / f"{name}.py").write_text(WRONG)
    for order, slug in enumerate(slugs, 1):
        folder = root / "exercises" / slug
        shutil.copytree(COURSE / "exercises/echo", folder, ignore=shutil.ignore_patterns("__py*"))
        if slug != "echo":
            (folder / "echo.py").rename(folder / f"{slug}.py")
            (folder / "checks/test_echo.py").rename(folder / f"checks/test_{slug}.py")
        text = (folder / "exercise.toml").read_text("utf-8")
        text = text.replace("order = 1", f"order = {order}").replace("8.0", str(limit))
        (folder / "exercise.toml").write_text(text.replace('"Echo"', f'"{slug.title()}"'), "utf-8")
    return root


def solve(root: Path, slug: str, text: str) -> Path:
    """Write a student's file."""
    path = root / "exercises" / slug / f"{slug}.py"
    path.write_text(text, "utf-8")
    return path


def kit_at(root: Path, hidden: Hidden = "none", key: CourseKey | None = None) -> Path:
    """What `grader release` makes of two exercises, with a stand-in for the grader's wheel.

    Args:
        root: an empty folder, or one that does not exist.
        hidden: what becomes of the hidden checks.
        key: the course key, where they are sealed.
    """
    course = load_course(course_at(root.with_name(f"{root.name}-course"), "echo", "shout", limit=2))
    options = ReleaseOptions(hidden=hidden)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(releasing, "wheel", stand_in)
        patch.setattr(releasing, "lock_of", lock_for)
        made = releasing.kit_files(course, list(course.exercises.values()), options, key)
    for path, data in made.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return root


def stand_in() -> tuple[str, bytes]:
    """A wheel that installs as the grader does, and leads to this very source tree."""
    info = "concurrency_grader-0.dist-info"
    contents = {
        "grader_here.pth": "\n".join(_paths()) + "\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: concurrency-grader\nVersion: 0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{info}/RECORD,,"]
    for name, text in contents.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=")
        record.append(f"{name},sha256={digest.decode()},{len(text)}")
    contents[f"{info}/RECORD"] = "\n".join(record) + "\n"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in contents.items():
            archive.writestr(name, text)
    return _WHEEL, made.getvalue()


def lock_for(wheel: bytes) -> bytes:
    """A lock file of the stand-in alone."""
    return f"concurrency-grader==0 --hash=sha256:{hashlib.sha256(wheel).hexdigest()}\n".encode()


def environment_at(folder: Path) -> Path:
    """A virtual environment whose ``python -I`` finds this source tree; its interpreter."""
    venv.create(folder, symlinks=True)
    library = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (folder / "lib" / library / "site-packages" / "here.pth").write_text("\n".join(_paths()))
    return folder / "bin" / "python"


def git(root: Path, *arguments: str) -> None:
    """Run git as somebody."""
    who = ["-c", "user.name=Student", "-c", "user.email=student@example.org"]
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


def committed(root: Path) -> Path:
    """Make ``root`` a repository with everything in it committed."""
    git(root, "init", "--quiet", "--initial-branch=main", ".")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=everything")
    return root


def _paths() -> list[str]:
    return [str(ROOT), *sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})]

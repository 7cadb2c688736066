"""A course to hand in for, and builders of what platforms give."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course import Course, load_course

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def course() -> Course:
    return load_course(ROOT)


@pytest.fixture
def lay(tmp_path: Path) -> Callable[..., Path]:
    """Lay out files in a new folder: ``lay({"ada/lock.py": "x = 1"})``; a name that ends in a
    slash is an empty folder."""

    def lay_out(files: dict[str, str | bytes], name: str = "class") -> Path:
        root = tmp_path / name
        root.mkdir(exist_ok=True)
        for place, content in files.items():
            path = root / place
            if place.endswith("/"):
                path.mkdir(parents=True, exist_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return lay_out


@pytest.fixture
def pack() -> Callable[..., Path]:
    """Zip a folder as a platform does: its contents, without the folder itself."""

    def pack_up(folder: Path, name: str = "week1.zip") -> Path:
        target = folder.parent / name
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for place, _, files in sorted(os.walk(folder)):
                for file in sorted(files):
                    path = Path(place, file)
                    archive.write(path, path.relative_to(folder))
        return target

    return pack_up

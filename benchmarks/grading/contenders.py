"""The ways to grade that are compared: each takes the same files and grades them one and all."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from grader.course import load_course
from grader.grading import Host
from grader.intake import read_submission

ROOT = Path(__file__).parent.parent.parent
PLAIN = Path(__file__).parent / "plain"
RIVALS = Path(__file__).parent / "rivals"
Grade = Callable[[Path], object]
"""Grades one file; what it finds is not compared."""
Contender = Callable[[str, int], AbstractContextManager[Grade]]
"""Gets ready for an exercise and a number of jobs."""


@contextmanager
def by_host(slug: str, jobs: int) -> Iterator[Grade]:
    """This grader, as ``verify`` and a batch use it."""
    course = load_course(ROOT)
    with Host(course, course.exercise(slug), jobs=jobs) as host:
        yield lambda path: host.grade(read_submission(path, slug), seed=1)


@contextmanager
def by_command(slug: str, jobs: int) -> Iterator[Grade]:
    """``grader check``, once for each file."""
    yield lambda path: _run(
        [sys.executable, "-m", "grader", "check", slug, "--file", str(path), "--json", "-"], ROOT
    )


@contextmanager
def by_loop(slug: str, jobs: int) -> Iterator[Grade]:
    """One plain pytest for each file, as a loop in a shell runs it."""

    def grade(path: Path) -> None:
        with _side_by_side(path, slug, PLAIN / "conftest.py", PLAIN / f"{slug}_plain.py") as folder:
            _run(
                [
                    *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
                    *("-p", "pytest_timeout", "--timeout", "10", f"{slug}_plain.py"),
                ],
                folder,
                # As in an environment that holds nothing else: plugins cost each start.
                PYTEST_DISABLE_PLUGIN_AUTOLOAD="1",
            )

    yield grade


@contextmanager
def by_bodies(slug: str, jobs: int) -> Iterator[Grade]:
    """The floor: nothing but the bodies of the plain tests, in one warm process."""
    tests = importlib.import_module(f"benchmarks.grading.plain.{slug}_plain")
    bodies = [body for name, body in vars(tests).items() if name.startswith("test_")]

    def grade(path: Path) -> None:
        sys.modules.pop(slug, None)
        sys.path.insert(0, str(path.parent))
        try:
            with _side_by_side(path, slug) as folder:
                sys.path[0] = str(folder)
                importlib.invalidate_caches()
                module = importlib.import_module(slug)
                for body in bodies:
                    try:
                        body(module)
                    except BaseException as error:
                        if isinstance(error, KeyboardInterrupt):
                            raise
        finally:
            sys.path.pop(0)

    yield grade


def rival(python: Path, name: str) -> Contender:
    """Another grader, from a virtual environment of its own.

    Args:
        python: its interpreter.
        name: of the folder in ``rivals/`` with the tests in its form, and ``run.sh``.
    """

    @contextmanager
    def contender(slug: str, jobs: int) -> Iterator[Grade]:
        def grade(path: Path) -> None:
            extra = [RIVALS / name, PLAIN / f"{slug}_plain.py"]
            with _side_by_side(path, slug, *extra) as folder:
                _run(
                    ["sh", str(RIVALS / name / "run.sh"), slug],
                    folder,
                    PATH=f"{python.parent}:{os.environ['PATH']}",
                )

        yield grade

    return contender


def grade_all(
    contender: Callable[[str, int], object], slug: str, files: list[Path], jobs: int
) -> None:
    """Grade every file, ``jobs`` at a time; the floor and the loops know no warming."""
    ahead = 1 if contender is by_host else 0
    # Contenders are context managers, which the type of a plain function does not say.
    with contender(slug, jobs) as grade, ThreadPoolExecutor(jobs + ahead) as pool:  # type: ignore[attr-defined]
        list(pool.map(grade, files))


@contextmanager
def _side_by_side(path: Path, slug: str, *more: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        shutil.copy(path, folder / f"{slug}.py")
        for extra in more:
            if extra.is_dir():
                shutil.copytree(extra, folder, dirs_exist_ok=True)
            else:
                shutil.copy(extra, folder)
        yield folder


def _run(command: list[str], folder: Path, **more: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"PYTHONPATH": str(ROOT)} if folder == ROOT else {}
    subprocess.run(
        command,
        cwd=folder,
        env=environment | more,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )

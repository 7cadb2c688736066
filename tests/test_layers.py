"""Imports go one way: a file imports only from rooms below its own."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = [
    ("grader.__main__",),
    ("grader.cli", "grader.commands"),
    ("grader.kit",),
    ("grader.batch",),
    ("grader.mutation",),
    ("grader.grading",),
    ("grader.checks",),
    ("grader.intake",),
    ("grader.sandbox",),
    ("grader.student",),
    ("grader.gradebook",),
    ("grader.reports",),
    ("grader.exporters",),
    ("grader.edition", "grader.witness", "grader.choices"),
    ("grader.translation",),
    ("grader.wording", "grader.text", "grader.files", "grader.scratch"),
    ("grader.classbook",),
    ("grader.wire",),
    ("grader.course",),
    ("grader.replay",),
    ("grader.model",),
    ("grader.errors", "grader.spare"),
    ("grader",),
]
"""From the upper to the lower. A room may import from itself and from those after it."""
FILES = sorted((ROOT / "grader").rglob("*.py"))
TEMPLATES = {ROOT / "grader" / "kit" / "templates"}


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> int:
    for place, room in enumerate(ROOMS):
        if any(module == name or module.startswith(f"{name}.") for name in room):
            if room == ("grader",) and module != "grader":
                break
            return place
    raise AssertionError(f"{module} lies in no room: add it to ROOMS at its place")


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Line and module of each import, also of those inside functions."""
    package = module_of(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, node.module] if node.module else base)
            # ``from grader import wire`` names a room by its alias.
            names = [f"{module}.{a.name}" for a in node.names] if module == "grader" else [module]
            yield from (
                (node.lineno, name if (ROOT / Path(*name.split("."))).exists()
                 or (ROOT / Path(*name.split("."))).with_suffix(".py").exists() else module)
                for name in names
            )  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_a_file_imports_only_from_below(path):
    """Also inside functions and under TYPE_CHECKING: the order has no exceptions."""
    own = room_of(module_of(path))
    upward = [
        f"line {line}: {name}"
        for line, name in imports_of(path)
        if name.split(".")[0] == "grader" and room_of(name) < own
    ]
    assert upward == []


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.is_relative_to(ROOT / "grader/student")], ids=module_of
)
def test_what_runs_inside_imports_the_standard_library_only(path):
    """The sandbox has nothing else, and nothing of the trusted side may be named there."""
    foreign = [
        f"line {line}: {name}"
        for line, name in imports_of(path)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not (name == "grader.student" or name.startswith("grader.student."))
    ]
    assert foreign == []


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.is_relative_to(ROOT / "grader/sandbox")], ids=module_of
)
def test_the_trusted_side_does_not_run_what_belongs_inside(path):
    """The sandbox may name files and tables of ``grader.student``, never run a student's code."""
    names = {name for _, name in imports_of(path)}
    assert not names & {"grader.student.loading", "grader.student.child", "grader.student.zygote"}


def judging_files() -> list[Path]:
    folders = [*ROOT.glob("exercises/*"), *ROOT.glob("tests/**/course/exercises/*")]
    return sorted(path for folder in folders for path in folder.glob("checks/test_*.py"))


@pytest.mark.parametrize("path", judging_files(), ids=lambda path: path.stem)
def test_checks_never_import_the_students_module(path):
    """The judging half imports the judge's tools and the standard library, nothing else."""
    slug = path.parent.parent.name
    imported = {name for _, name in imports_of(path)}
    allowed = {
        name
        for name in imported
        if name == "grader.checks"
        or name.startswith("grader.checks.")
        or name == "pytest"
        or (name.split(".")[0] in sys.stdlib_module_names and name.split(".")[0] != slug)
    }
    assert imported - allowed == set()
    assert not {"importlib", "runpy"} & {name.split(".")[0] for name in imported}

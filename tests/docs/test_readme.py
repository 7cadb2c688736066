"""What the README says about commands and exercises is generated from them.

To write it anew: ``UPDATE_GOLDEN=1 make test ARGS=tests/docs``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from grader.cli import app
from grader.course import SECTIONS, load_course
from grader.text import number

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"


def assert_block(name: str, expected: str) -> None:
    """Compare the part of the README between the comments ``name`` and ``/name``."""
    text = README.read_text("utf-8")
    pattern = re.compile(rf"(<!-- {name}: [^>]*-->\n)(.*?)(<!-- /{name} -->)", re.DOTALL)
    found = pattern.search(text)
    assert found is not None
    if os.environ.get("UPDATE_GOLDEN"):
        README.write_text(text[: found.start(2)] + expected + text[found.end(2) :], "utf-8")
        raise AssertionError("README.md was written anew: read the difference, run it again")
    assert found.group(2) == expected


def options(command: Any) -> str:
    """One line for each argument and option, but ``--help``."""
    lines = []
    for parameter in command.params:
        if "--help" in parameter.opts:
            continue
        metavar = f" {parameter.metavar}" if parameter.metavar else ""
        is_option = parameter.param_type_name == "option"
        name = ", ".join(parameter.opts) + metavar if is_option else parameter.metavar
        escaped = name.replace("|", "\\|")
        lines.append(f"| `{escaped}` | {parameter.help} |")
    return "".join(f"{line}\n" for line in lines)


def test_shows_what_the_program_prints(tmp_path: Path) -> None:
    """A real grading of the counter without a lock, as far as the first failed check."""
    exercise = tmp_path / "exercises" / "lock"
    shutil.copytree(ROOT / "exercises" / "lock", exercise)
    shutil.copy(ROOT / "solutions/lock/wrong/no_lock.py", exercise / "lock.py")
    done = subprocess.run(
        [sys.executable, "-m", "grader", "check", "lock", "--seed", "3720512926", "--lang", "en"],
        cwd=tmp_path,
        env={**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    head, _, rest = done.stdout.partition("\n  ○")
    footer = rest[rest.index("\nScore") :]
    shown = f"$ make check EX=lock\n{head}  ...\n{footer}"
    assert_block("example", f"```console\n{shown}```\n")


def test_lists_every_command_with_its_options() -> None:
    """The commands, in the order of the help."""
    parts = []
    command: Any = typer.main.get_command(app)
    for name, sub in command.commands.items():
        told = " ".join(sub.help.split())
        parts.append(f"\n`grader {name}`: {told}\n")
        listed = options(sub)
        if listed:
            parts.append(f"\n| | |\n|---|---|\n{listed}")
    assert_block("commands", "".join(parts) + "\n")


def test_lists_every_exercise() -> None:
    """The exercises, in the order of the course."""
    parts = []
    section = None
    for slug, exercise in load_course(ROOT).exercises.items():
        spec = exercise.spec
        if spec.section != section:
            section = spec.section
            parts.append(
                f"\n### {SECTIONS[section]}\n\n| | | teaches | points |\n|---|---|---|---|\n"
            )
        link = f"[{slug}](exercises/{slug}/README.md)"
        points = number(exercise.max_score)
        parts.append(f"| {link} | {spec.title} | {spec.teaches} | {points} |\n")
    assert_block("exercises", "".join(parts) + "\n")


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", README.read_text("utf-8")))
def test_links_to_what_is_there(target: str) -> None:
    """Every link into the repository has its file."""
    assert (ROOT / target).exists()


def test_names_only_targets_of_the_makefile() -> None:
    """Every `make` command in the README exists."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    known = set(re.search(r"\.PHONY: (.*)", makefile).group(1).split())  # type: ignore[union-attr]
    used = set(re.findall(r"\bmake ([a-z]+)(?= EX=|`|\s+#|\s+ARGS)", README.read_text("utf-8")))
    assert used
    assert used <= known

"""The files of a new exercise, from the templates beside this file.

In a template, ``@SLUG@``, ``@CLASS@``, ``@TITLE@``, ``@SECTION@`` and ``@ORDER@`` are put in. Each
kind of template is a whole exercise, which ``grader verify`` proves like any other, but for the
marks (:data:`MARK`) at what an author has to write.
"""

from __future__ import annotations

import keyword
import os
import re
import shutil
import sys
import tempfile
import tomllib
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from grader.errors import UsageError

MARK = "FILL-IN"
"""Stands in an exercise wherever something is still to be written."""
MAX_SLUG = 40
_RESERVED = frozenset(
    {"aux", "con", "nul", "prn", "grader", "pytest", "conftest", "scenarios", "setup", "site"}
)
"""Names of devices on Windows, and of modules that are there when checks run."""


def problem_with(slug: str, root: Path) -> tuple[str, str] | None:
    """Why ``slug`` can't name a new exercise of the course at ``root``: cause and remedy."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", slug):
        return (
            "a name is an identifier of small letters a-z, digits and _, and begins with a letter",
            "It names a folder, a file and a module on every system. For example: latch",
        )
    if len(slug) > MAX_SLUG:
        return f"its name has more than {MAX_SLUG} characters", "Choose a shorter one."
    if keyword.iskeyword(slug) or keyword.issoftkeyword(slug):
        return "its name is a word of Python itself", "Choose another one."
    if slug in sys.stdlib_module_names:
        return (
            "its name shadows a module of the standard library",
            f"A student who runs {slug}.py would break `import {slug}`: choose another one.",
        )
    if slug in _RESERVED or slug.startswith("test_") or slug.endswith("_test"):
        return "its name means something else here already", "Choose another one."
    for folder in (root / "exercises" / slug, root / "solutions" / slug):
        if os.path.lexists(folder):
            return f"{folder.relative_to(root)} exists already", "Choose another name."
    return None


def write(root: Path, slug: str, *, kind: str, title: str, section: str, order: int) -> list[Path]:
    """Write a new exercise, all of it or nothing.

    Args:
        root: of the course.
        slug: as :func:`problem_with` accepts it.
        kind: ``threads`` or ``processes``.
        title: of the exercise, one line.
        section: one of :data:`grader.course.SECTIONS`.
        order: place within the section, from 1.

    Returns:
        The files.

    Raises:
        UsageError: the title can't stand in the files, or they can't be written.
    """
    if not _is_plain(title):
        raise UsageError(
            f"title {title!r}",
            "it holds a quotation mark, a backslash or something that can't be seen",
            "Leave that out; you can write it into the files afterwards.",
        )
    name = "".join(part.capitalize() for part in slug.split("_"))
    places = {"SLUG": slug, "CLASS": name, "TITLE": title, "SECTION": section, "ORDER": str(order)}
    templates = resources.files("grader.commands.new") / "templates" / kind
    names = {"stub.py": f"{slug}.py", "reference.py": f"{slug}.py", "test.py": f"test_{slug}.py"}
    targets = {"exercise": root / "exercises" / slug, "solution": root / "solutions" / slug}
    done: list[Path] = []
    try:
        with tempfile.TemporaryDirectory(dir=root, prefix=".new-") as held:
            for part in targets:
                _fill(templates / part, Path(held) / part, places, names)
            for part, target in targets.items():
                target.parent.mkdir(exist_ok=True)
                os.rename(Path(held) / part, target)
                done.append(target)
    except OSError as error:
        for target in done:
            shutil.rmtree(target, ignore_errors=True)
        raise UsageError(
            str(root), f"it can't be written there ({error.strerror})", "Mend that, and try again."
        ) from None
    return sorted(path for target in done for path in target.rglob("*") if path.is_file())


def _fill(source: Traversable, target: Path, places: dict[str, str], names: dict[str, str]) -> None:
    target.mkdir(parents=True)
    for entry in sorted(source.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            _fill(entry, target / entry.name, places, names)
        elif entry.name.endswith(".in"):
            name = entry.name.removesuffix(".in")
            text = re.sub(r"@([A-Z]+)@", lambda place: places[place[1]], entry.read_text("utf-8"))
            (target / names.get(name, name)).write_text(text, "utf-8")


def _is_plain(title: str) -> bool:
    """Whether it can stand in TOML, in a docstring and in a heading as it is."""
    try:
        read = tomllib.loads(f'title = "{title}"')
    except tomllib.TOMLDecodeError:
        return False
    return title != "" and title.isprintable() and "\\" not in title and read == {"title": title}

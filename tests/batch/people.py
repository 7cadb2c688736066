"""A synthetic class: right, wrong, hanging, hostile and broken submissions under odd names.

Everything is drawn from a seed. What students hand in is taken from the course's own solutions,
right and wrong, and from ``tests/hostile``; the rest is here.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.course import Course

HOSTILE = Path(__file__).parents[1] / "hostile/submissions"
NAMES = (
    "ada", "Zoë Müller", "李雷", "o'brien", "=cmd()", "a b  c", "x" * 80, "ümit.ö", "-rf", "%2e%2e",
    "<b>bold</b>", "NUL", "{{7*7}}", "café", "Мария", "[red]x[/red]", "two\u200bparts",
)  # fmt: skip
"""What people are called, and what else stands where names stand."""

HANGS = "while True:\n    pass\n"
SLEEPS = "import time\ntime.sleep(1e6)\n"
BOMB = "import os\nwhile True:\n    os.fork()\n"
EATS = "x = []\nwhile True:\n    x.append(bytearray(1 << 24))\n"
FLOODS = "while True:\n    print('x' * 9999)\n"
NONSENSE = ("", "def broken(:\n", "1 / 0\n", "import numpy\n", "# nothing but a comment\n", "\0")
EVIL = (HANGS, SLEEPS, BOMB, EATS, FLOODS)


def name_of(number: int) -> str:
    """A student's name, unique, odd now and then."""
    odd = NAMES[number // 7] if number % 7 == 3 and number // 7 < len(NAMES) else "student"
    return f"{odd} {number:03}"


def texts(course: Course, slug: str, draw: random.Random) -> bytes | None:
    """What one student hands in for one exercise; None for nothing."""
    exercise = course.exercises[slug]
    solutions = course.solutions(exercise)
    kind = draw.random()
    if kind < 0.03:
        return None
    if kind < 0.40:
        own = [solutions.reference, *solutions.alternatives]
        return draw.choice(own).read_bytes() + b"\n# %d\n" % draw.randrange(1 << 30)
    if kind < 0.80:
        return draw.choice(list(solutions.wrong.values())).read_bytes()
    if kind < 0.86:
        return exercise.stub.read_bytes()
    if kind < 0.92:
        return draw.choice(sorted(HOSTILE.glob("*.py"))).read_bytes()
    if kind < 0.96:
        return draw.choice(NONSENSE).encode()
    if kind < 0.98:
        return draw.randbytes(500)
    return draw.choice(EVIL).encode()


def make_class(
    root: Path, course: Course, slugs: Sequence[str], count: int, seed: int = 0
) -> Iterator[str]:
    """Let ``count`` students hand in into ``root``, in folders and archives, sound and broken.

    Yields:
        The name of each student.
    """
    draw = random.Random(seed)
    for number in range(count):
        name = name_of(number)
        files = {f"{slug}.py": text for slug in slugs if (text := texts(course, slug, draw))}
        how = draw.random()
        if how < 0.08:
            (root / f"{name}.zip").write_bytes(archive(files, draw))
        else:
            folder = root / name
            folder.mkdir(parents=True)
            for file, data in files.items():
                (folder / file).write_bytes(data)
            if how < 0.11:
                (folder / f"{slugs[0]}.py").unlink(missing_ok=True)
                (folder / f"{slugs[0]}.py").symlink_to("/etc/passwd")
            elif how < 0.13:
                (folder / "notes.txt").write_text("see you in class\n")
        yield name


def archive(files: dict[str, bytes], draw: random.Random) -> bytes:
    """A zip of ``files``, one time in two broken in some way."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in files.items():
            zipped.writestr(name, data)
        fate = draw.random()
        if fate < 0.15:
            zipped.writestr("../../escaped.py", "x = 1\n")
        elif fate < 0.30:
            zipped.writestr("bomb.py", b"\0" * (64 << 20))
    data = buffer.getvalue()
    return data[: len(data) // 2] if 0.30 <= fate < 0.50 else data

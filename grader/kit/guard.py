"""What must not stand in a kit, found by looking at texts, not by cutting syntax trees.

It shares no code with ``strip.py``: what that one lets through by mistake, this one should see.
The secrets of an exercise are the titles, hints and feedback that only hidden checks have, and the
lines of their tests and of the scenarios that only they run. A line that also stands where
everybody may look (in a statement, a stub, a visible check, a helper) is no secret, and short ones
are nobody's.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping

from grader.course import Course, Exercise
from grader.errors import CourseError
from grader.model import Record

SHORTEST = 24
"""Characters that a line needs to be told from another one; a Chinese one counts for three."""
_FUNCTION = re.compile(r"^(?:async )?def (\w+)\(.*?(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
_SCENARIO = re.compile(r"\b(?:run|explore)\(\s*[\"'](\w+)[\"']")

_SPLIT = re.compile(r"\"\s*\n\s*f?\"")
"""Where a long string goes on in the next line."""


class Secret(Record, frozen=True):
    """A text that gives away something of a hidden check."""

    exercise: str
    what: str
    """The check or scenario that it belongs to."""
    text: str


def secrets_of(course: Course) -> list[Secret]:
    """Everything about the exercises of ``course`` that a kit must not hold in clear."""
    sentences: dict[str, Secret] = {}
    lines: dict[str, Secret] = {}
    public = code = ""
    for exercise in course.exercises.values():
        told, shown = _of_description(exercise)
        hidden, visible = _hidden_code(exercise)
        public += "\n".join((*shown, *_texts(exercise))) + "\n"
        code += visible + "\n"
        for found, texts in ((sentences, told), (lines, hidden)):
            for name, text in texts:
                if len(text.encode()) >= SHORTEST:
                    found.setdefault(text, Secret(exercise=exercise.slug, what=name, text=text))
    return [
        *(secret for text, secret in sentences.items() if text not in public),
        *(secret for text, secret in lines.items() if text not in public and text not in code),
    ]


def find(files: Mapping[str, bytes], secrets: Iterable[Secret]) -> Iterator[tuple[str, Secret]]:
    """Where in ``files`` a secret stands in clear."""
    joined = b"\0".join(files.values())
    for secret in secrets:
        wanted = secret.text.encode()
        # In a description, as TOML writes it.
        quoted = secret.text.replace("\\", "\\\\").replace('"', '\\"').encode()
        for text in {wanted, quoted}:
            if text in joined:
                yield from ((path, secret) for path, data in files.items() if text in data)


def require_none(files: Mapping[str, bytes], course: Course) -> None:
    """Refuse ``files`` in which a secret of the course stands.

    Raises:
        CourseError: one does; the message names the file and the check, not the text.
    """
    for path, secret in find(files, secrets_of(course)):
        raise CourseError(
            path,
            f"it would give away something of the hidden {secret.what!r} of {secret.exercise}",
            "A visible check shares code with it: take that apart in the exercise's checks.",
        )


def _texts(exercise: Exercise) -> Iterator[str]:
    """What everybody may read of it."""
    for path in (*sorted(exercise.folder.glob("README*.md")), exercise.stub):
        if path.is_file():
            yield path.read_text("utf-8", "replace")


def _of_description(exercise: Exercise) -> tuple[list[tuple[str, str]], list[str]]:
    """Sentences that only hidden checks have, each with its check; and those of the others."""
    hidden = {name for name, check in exercise.spec.checks.items() if not check.visible}
    seen = {
        name
        for name, idea in exercise.spec.misconceptions.items()
        if 0 < len(set(idea.fails) - hidden) < len(exercise.spec.checks) - len(hidden)
    }
    told: list[tuple[str, str]] = []
    shown: list[str] = []
    bodies, rest = _taken_out(
        exercise.tests.read_text("utf-8"), {f"test_{name}" for name in hidden}
    )
    closed, opened = (_SPLIT.sub("", text) for text in ("".join(bodies.values()), rest))
    for path in sorted(exercise.folder.glob("exercise*.toml")):
        data = tomllib.loads(path.read_text("utf-8"))
        for name, check in data.get("checks", {}).items():
            for text in (check.get("title", ""), check.get("hint", "")):
                told.append((name, text)) if name in hidden else shown.append(text)
        for name, idea in data.get("misconceptions", {}).items():
            for text in (idea.get("title", ""), idea.get("feedback", "")):
                shown.append(text) if name in seen else told.append((name, text))
        for english, text in data.get("sentences", {}).items():
            parts = [part.strip() for part in re.split(r"\{[^{}]*\}", english)]
            if all(part in opened for part in parts):
                shown.append(text)
            elif all(part in closed for part in parts):
                told.append(("sentences", text))
    return told, shown


def _hidden_code(exercise: Exercise) -> tuple[list[tuple[str, str]], str]:
    """Lines that only hidden checks have, with the check or scenario; and all other code."""
    hidden = {name for name, check in exercise.spec.checks.items() if not check.visible}
    bodies, opened = _taken_out(
        exercise.tests.read_text("utf-8"), {f"test_{name}" for name in hidden}
    )
    named = {name for body in bodies.values() for name in _SCENARIO.findall(body)}
    # A variable in a call may mean any scenario whose name stands in the visible checks.
    named = {name for name in named if f'"{name}"' not in opened}
    scenarios = exercise.scenarios.read_text("utf-8")
    driven, others = _taken_out(scenarios, named)
    # What the rest calls is a helper, whoever else calls it as a scenario.
    named = {name for name in driven if not re.search(rf"\b{name}\b", others)}
    driven, others = _taken_out(scenarios, named)
    lines = [
        (name.removeprefix("test_"), line.strip())
        for name, body in (*bodies.items(), *driven.items())
        for line in body.splitlines()
    ]
    return lines, opened + others


def _taken_out(text: str, names: set[str]) -> tuple[dict[str, str], str]:
    """The functions of those names, and the text without them."""
    found = {m[1]: m[0] for m in _FUNCTION.finditer(text) if m[1] in names}
    for body in found.values():
        text = text.replace(body, "")
    return found, text

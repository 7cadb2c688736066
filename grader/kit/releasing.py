"""Making a kit of a course: everything is made in memory, proved, and only then written.

What is the same gives the same bytes: with the same course, key and grader, a kit is the same to
the last byte, so an update of a student repository shows what has changed and nothing else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2
import msgspec

import grader
from grader.course import Course, Exercise
from grader.errors import CourseError, UsageError
from grader.kit import ci, guard, layout, toml
from grader.kit.changes import SEALED_MANIFEST, sealed_copy
from grader.kit.facts import Hidden, KitFacts
from grader.kit.key import CourseKey
from grader.kit.layout import ExerciseFacts, KitFile, Solutions
from grader.kit.manifest import SCHEMA, Manifest, authenticated, digest, sha256, to_json
from grader.kit.placing import Placed, place
from grader.kit.proof import prove, require_sound
from grader.kit.seal import seal
from grader.kit.visible import visible_files
from grader.kit.wheel import PROJECT, wheel
from grader.model import Record
from grader.text import number, one_line

_OWN = ("README.md", "README.zh.md", ".gitignore")
"""Texts of the kit that a student may change as they like."""


class ReleaseOptions(Record, frozen=True):
    """What an instructor decides about a kit."""

    exercises: tuple[str, ...] = ()
    """Slugs; all when empty."""
    hidden: Hidden = "sealed"
    solutions: Solutions = "never"
    name: str = "Concurrent Python"
    """The course's name, on the kit's first page."""
    python: str = "3.11"
    """What CI runs."""


class Release(Record, frozen=True):
    """A kit that was made."""

    version: str
    exercises: tuple[str, ...]
    placed: Placed


def release(
    course: Course,
    out: Path,
    *,
    options: ReleaseOptions,
    key: CourseKey | None = None,
    told: Callable[[str], object] | None = None,
) -> Release:
    """Make a kit of ``course``, or bring the one at ``out`` up to date.

    Args:
        course: the full one, with its solutions.
        out: folder of the kit.
        options: what goes into it.
        key: the course key; needed where checks are sealed.
        told: called with each exercise before its reference and its stub are graded, to prove the
            kit's checks; they are not graded when None.

    Raises:
        CourseError: an exercise can't be released as it is.
        UsageError: ``out`` is something else, or an exercise is not known.
    """
    chosen = [course.exercise(slug) for slug in options.exercises] or list(
        course.exercises.values()
    )
    chosen = [e for e in course.exercises.values() if e in chosen]  # in the order of the path
    files = kit_files(course, chosen, options, key)
    require_sound(files, course, chosen)
    if told is not None:
        prove(files, course, chosen, told)
    return Release(
        version=_version_in(files),
        exercises=tuple(exercise.slug for exercise in chosen),
        placed=place(files, out),
    )


def kit_files(
    course: Course, chosen: list[Exercise], options: ReleaseOptions, key: CourseKey | None
) -> dict[str, bytes]:
    """Every file of a kit, by path.

    Args:
        course: the full one.
        chosen: its exercises that go into the kit.
        options: as for :func:`release`.
        key: as for :func:`release`.

    Raises:
        CourseError: an exercise can't be released as it is.
        UsageError: the key is missing.
    """
    if options.hidden == "sealed" and key is None:
        raise UsageError("--hidden sealed", "there is no course key", "Give --key-file.")
    slugs = tuple(exercise.slug for exercise in chosen)
    facts = KitFacts(
        course=options.name,
        exercises=slugs,
        grader_version=grader.__version__,
        python=options.python,
        hidden=options.hidden,
    )
    students: dict[str, bytes] = {}
    files: dict[str, bytes] = {}
    for exercise in chosen:
        base = f"exercises/{exercise.slug}"
        stub = _stub(course, exercise)
        students[f"{base}/{exercise.stub.name}"] = stub
        files[f"{layout.STUBS}/{exercise.slug}.py"] = stub
        for name, data in visible_files(exercise, slugs).items():
            (students if name.endswith(".md") else files)[f"{base}/{name}"] = data
    places = _places(facts, chosen)
    for name, data in _templates(places).items():
        (students if name in _OWN else files)[name] = data
    files |= ci.files(facts)
    wheel_name, wheel_data = wheel()
    files[f"{layout.WHEELS}/{wheel_name}"] = wheel_data
    files[layout.LOCK] = lock_of(wheel_data)
    guard.require_none(files | students, course)
    return students | _finished(files, students, course, chosen, options, key)


def _finished(
    files: dict[str, bytes],
    students: Mapping[str, bytes],
    course: Course,
    chosen: list[Exercise],
    options: ReleaseOptions,
    key: CourseKey | None,
) -> dict[str, bytes]:
    """``files`` with what describes, seals and authenticates them."""
    full = {
        f"exercises/{exercise.slug}/{path.relative_to(exercise.folder).as_posix()}": _read(path)
        for exercise in chosen
        for path in (
            *layout.descriptions(exercise),
            *layout.statements(exercise),
            exercise.tests,
            exercise.scenarios,
        )
    }
    references = {
        f"{exercise.slug}.py": _read(course.solutions(exercise).reference) for exercise in chosen
    }
    whole = {path: sha256(data) for path, data in (files | dict(students)).items()}
    whole |= {f"full/{path}": sha256(data) for path, data in full.items()}
    version = digest(whole | {"options": sha256(msgspec.json.encode(options))})[:12]
    curtain = CourseKey(bytes.fromhex(sha256(f"curtain {version}".encode())))
    shows = options.solutions == "after-full-marks"
    sealing = key if options.hidden == "sealed" else None
    description = KitFile(
        course=options.name,
        version=version,
        grader=grader.__version__,
        python=options.python,
        hidden=options.hidden,
        solutions=options.solutions,
        exercises={exercise.slug: _facts(exercise) for exercise in chosen},
        key=sealing.id if sealing else "",
        solutions_key=curtain.text if shows else "",
    )
    files[layout.KIT] = _described(description)
    if shows:
        files[layout.SOLUTIONS] = seal(references, curtain, kit=version, holds="solutions")
    protected = {path: sha256(data) for path, data in sorted(files.items())}
    manifest = Manifest(
        schema=SCHEMA,
        kit=digest(protected),
        protected=protected,
        others={path: sha256(data) for path, data in sorted(students.items())},
    )
    if sealing is not None:
        holds = full | {SEALED_MANIFEST: sealed_copy(manifest)}
        files[layout.SEALED] = seal(holds, sealing, kit=manifest.kit, holds="checks")
        protected = protected | {layout.SEALED: sha256(files[layout.SEALED])}
        manifest = msgspec.structs.replace(manifest, protected=dict(sorted(protected.items())))
        manifest = authenticated(manifest, sealing)
    files[layout.MANIFEST] = to_json(manifest)
    return files


def _stub(course: Course, exercise: Exercise) -> bytes:
    """The stub, unless somebody has solved it there.

    Raises:
        CourseError: it is missing, or it is a solution.
    """
    stub = _read(exercise.stub)
    solutions = course.solutions(exercise)
    for path in (solutions.reference, *solutions.alternatives):
        if _read(path).split() == stub.split():
            raise CourseError(
                str(exercise.stub), "this is no stub but a solution", "Put the stub back."
            )
    return stub


def _facts(exercise: Exercise) -> ExerciseFacts:
    hidden = [check for check in exercise.spec.checks.values() if not check.visible]
    return ExerciseFacts(
        digest=exercise.digest(),
        hidden_checks=len(hidden),
        hidden_points=float(sum(check.points for check in hidden)),
    )


def _described(description: KitFile) -> bytes:
    note = "# What this kit is. Written by `grader release`.\n\n"
    plain: dict[str, Any] = msgspec.to_builtins(description)
    return (note + toml.dumps(plain)).encode()


def lock_of(wheel_data: bytes) -> bytes:
    """The lock file of a kit: everything that is installed, the grader's own wheel included."""
    pinned = resources.files("grader.kit").joinpath("requirements.lock").read_text("utf-8")
    own = f"{PROJECT}=={grader.__version__} \\\n    --hash=sha256:{sha256(wheel_data)}\n"
    return f"# Everything that `make` installs, with its hashes.\n{pinned}{own}".encode()


def _places(facts: KitFacts, chosen: list[Exercise]) -> dict[str, str]:
    """What the templates speak of."""

    def table(language: str) -> str:
        suffix = "" if language == "en" else f".{language}"
        return "\n".join(
            f"| [{e.slug}](exercises/{e.slug}/README{suffix}.md) | {e.title(language)} "
            f"| {number(e.max_score)} |"
            for e in chosen
        )

    first = facts.exercises[0]
    return {
        "course": one_line(facts.course),
        "first": first,
        "exercises": table("en"),
        "exercises_zh": table("zh"),
    }


def _templates(places: Mapping[str, str]) -> dict[str, bytes]:
    """Our own files of every kit, with their places filled."""
    filling = jinja2.Environment(
        undefined=jinja2.StrictUndefined, autoescape=False, keep_trailing_newline=True
    )
    folder = resources.files("grader.kit").joinpath("templates")
    targets = {
        "Makefile": "Makefile",
        "README.md": "README.md",
        "README.zh.md": "README.zh.md",
        "gitattributes": ".gitattributes",
        "gitignore": ".gitignore",
        "venv.sh": "tools/venv.sh",
    }
    return {
        target: filling.from_string(folder.joinpath(name).read_text("utf-8"))
        .render(places)
        .encode()
        for name, target in targets.items()
    }


def _version_in(files: Mapping[str, bytes]) -> str:
    return str(tomllib.loads(files[layout.KIT].decode())["version"])


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CourseError(
            str(path), f"it can't be read ({error.strerror})", "Restore it."
        ) from None

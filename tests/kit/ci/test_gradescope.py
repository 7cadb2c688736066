"""The Gradescope zip in a faked /autograder: run by its own script, in an isolated interpreter."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grader.course import load_course
from grader.kit.gradescope import gradescope_zip
from tests.kit.ci.places import (
    FACTS,
    REFERENCE,
    ROOT,
    WRONG,
    course_at,
    environment_at,
    lock_for,
    stand_in,
)

SCHEMA = json.loads((ROOT / "tests/exporters/schemas/gradescope.schema.json").read_text("utf-8"))
HANGING = REFERENCE.replace("def say(", "def say(*args):\n    while True: pass\n\n\ndef _say(")
HOSTILE = f"""\
import json, os, glob, sys
FOUND = []
for place in glob.glob({"{root!r}"} + "/**/*", recursive=True):
    try:
        FOUND.append(open(place, errors="replace").read())
    except OSError as error:
        pass
try:
    open({"{root!r}"} + "/results/results.json", "w").write('{{"score": 100}}')
except OSError:
    pass
print("SEEN", [text for text in FOUND if "repeated text" in text or "adders ran" in text])
print('{{"score": 100, "tests": []}}')
def say(text, times=1):
    os._exit(0)
class Tally:
    value = 1
    def add(self): sys.exit(0)
"""


def validate(data: bytes) -> dict[str, Any]:
    """Check ``results.json`` by the rules of Gradescope's "Autograder Specifications".

    The schema asks for a score at the top or at each test; what is not decided has none.
    """
    value: dict[str, Any] = json.loads(data)
    if "inconclusive" not in value["extra_data"]:
        jsonschema.validate(value, SCHEMA)
    assert set(value) <= {
        "score", "execution_time", "output", "output_format", "test_output_format",
        "test_name_format", "visibility", "stdout_visibility", "extra_data", "tests", "leaderboard",
    }  # fmt: skip
    visibilities = {"hidden", "after_due_date", "after_published", "visible"}
    formats = {"text", "html", "simple_format", "md", "ansi"}
    assert value.get("visibility", "visible") in visibilities
    assert value.get("stdout_visibility", "visible") in visibilities
    for name in ("output_format", "test_output_format", "test_name_format"):
        assert value.get(name, "text") in formats
    for test in value.get("tests", []):
        assert set(test) <= {
            "score", "max_score", "status", "name", "name_format", "number", "output",
            "output_format", "tags", "visibility", "extra_data",
        }  # fmt: skip
        assert test.get("status", "passed") in {"passed", "failed"}
        assert isinstance(test["name"], str)
    return value


class Machine:
    """Gradescope's machine for one assignment.

    Args:
        root: an empty folder, in the place of ``/autograder``.
        python: what ``setup.sh`` would have installed.
        data: the zip.
    """

    def __init__(self, root: Path, python: Path, data: bytes) -> None:
        self.root, self.python = root, python
        for name in ("source", "submission", "results"):
            (root / name).mkdir(parents=True)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            archive.extractall(root / "source")
        script = root / "run_autograder"  # Gradescope copies it there
        script.write_bytes((root / "source" / "run_autograder").read_bytes())
        script.chmod(0o755)

    def submit(self, **files: str) -> None:
        """What a student uploads; ``__`` in a name stands for a folder's end."""
        for name, text in files.items():
            path = self.root / "submission" / f"{name.replace('__', '/')}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace("{root!r}", repr(str(self.root))))

    def run(self, **environment: str) -> dict[str, Any]:
        """Run the autograder; the content of ``results.json``."""
        own = {"AUTOGRADER": str(self.root), "GRADER_PYTHON": str(self.python)}
        done = subprocess.run(
            [str(self.root / "run_autograder")],
            env={"PATH": os.environ["PATH"], "HOME": str(self.root)} | own | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        self.said = done.stdout.decode("utf-8", "replace")
        assert done.returncode == 0, self.said
        return validate((self.root / "results" / "results.json").read_bytes())


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return environment_at(tmp_path_factory.mktemp("environment") / "venv")


def made(root: Path, *slugs: str, weak: bool = False) -> bytes:
    """The zip of a course with exercises ``slugs``."""
    course = load_course(course_at(root, *slugs, limit=2.0))
    wheel = stand_in()
    return gradescope_zip(
        course,
        slugs,
        FACTS,
        wheel=wheel,
        lock=lock_for(wheel[1]),
        allow_weak_isolation=weak,
    )


@pytest.fixture
def machine(tmp_path: Path, python: Path) -> Machine:
    return Machine(tmp_path / "autograder", python, made(tmp_path / "course", "echo"))


def test_the_zip_is_as_gradescope_wants_it(tmp_path: Path) -> None:
    """Both scripts at its root, executable; the checks for root only; no solution, no stub."""
    data = made(tmp_path / "course", "echo", "shout")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        modes = {item.filename: item.external_attr >> 16 for item in archive.infolist()}
    assert modes["setup.sh"] == modes["run_autograder"] == stat.S_IFREG | 0o755
    private = {"config.json", "course/exercises/echo/checks/test_echo.py"}
    assert {modes[name] for name in private} == {stat.S_IFREG | 0o600}
    assert not [name for name in modes if name.endswith(("/echo.py", "/shout.py"))]
    assert made(tmp_path / "again", "echo", "shout") == data


@pytest.mark.parametrize("name", ["setup.sh", "run_autograder"])
def test_bash_can_read_the_scripts(machine: Machine, name: str) -> None:
    """Syntax only; what they do is tested below, and by hand on a machine with a network."""
    done = subprocess.run(
        ["bash", "-n", str(machine.root / "source" / name)], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_right_submission_gets_all_points(machine: Machine) -> None:
    """Each check is a test with its points."""
    machine.submit(echo=REFERENCE)
    value = machine.run()
    assert (value["score"], sum(test["max_score"] for test in value["tests"])) == (10, 10)
    assert {test["status"] for test in value["tests"]} == {"passed"}


def test_a_wrong_submission_is_told_what_is_wrong(machine: Machine) -> None:
    """In a folder as in the course's own repository."""
    machine.submit(exercises__echo__echo=WRONG)
    value = machine.run()
    assert value["score"] == 7
    (failed,) = [test for test in value["tests"] if test["status"] == "failed"]
    assert "ValueError" in failed["output"] or "negative" in failed["output"]


def test_a_hanging_submission_gets_what_it_has_earned(machine: Machine) -> None:
    """The checks that ended keep their points."""
    machine.submit(echo=HANGING)
    value = machine.run()
    assert value["score"] == 4
    verdicts = [test["extra_data"]["verdict"] for test in value["tests"]]
    assert verdicts == ["timeout", "not_run", "timeout", "passed"]


@pytest.mark.parametrize("level", ["full", "landlock"])
def test_a_hostile_submission_gets_nothing(tmp_path: Path, python: Path, level: str) -> None:
    """It reads no check, writes no result, and what it prints is no result either."""
    machine = Machine(tmp_path / "autograder", python, made(tmp_path / "course", "echo"))
    machine.submit(echo=HOSTILE)
    value = machine.run(GRADER_ISOLATION=level)
    assert value["score"] == 0
    assert all(test["status"] == "failed" for test in value["tests"])
    printed = "".join(test["output"] for test in value["tests"])
    assert "SEEN []" in printed
    assert oct((machine.root / "source").stat().st_mode & 0o777) == "0o700"


def test_several_exercises_are_one_result(tmp_path: Path, python: Path) -> None:
    """Points add up, and what was not handed in has none."""
    data = made(tmp_path / "course", "echo", "shout")
    machine = Machine(tmp_path / "autograder", python, data)
    machine.submit(echo=REFERENCE)
    value = machine.run()
    assert (value["score"], sum(test["max_score"] for test in value["tests"])) == (10, 20)
    assert "shout.py: it was not handed in" in value["output"]
    assert value["tests"][0]["name"].startswith("echo: ")


def test_the_only_file_is_taken_whatever_its_name(machine: Machine) -> None:
    """Where one exercise is asked for, there is no doubt."""
    machine.submit(homework_3=REFERENCE)
    assert machine.run()["score"] == 10


def test_several_files_that_differ_are_not_guessed_at(machine: Machine) -> None:
    """The student hears which ones."""
    machine.submit(echo=REFERENCE, old__echo=WRONG)
    value = machine.run()
    assert value["score"] == 0
    assert "several files could be meant: echo.py, old/echo.py" in value["output"]


def test_a_missing_file_is_named(machine: Machine) -> None:
    """With what is there instead."""
    machine.submit(main="", util="")
    value = machine.run()
    assert value["score"] == 0
    assert "There are: main.py, util.py." in value["output"]


def test_a_link_out_of_the_submission_is_not_followed(machine: Machine) -> None:
    """A student can't hand in a file of the machine."""
    (machine.root / "submission" / "echo.py").symlink_to(machine.root / "source" / "config.json")
    value = machine.run()
    assert value["score"] == 0
    assert "was not handed in" in value["output"]


def no_score(value: dict[str, Any]) -> bool:
    """Whether nothing in ``value`` can be read as a score."""
    return "score" not in value and not any("score" in test for test in value.get("tests", []))


def test_weak_isolation_is_no_zero(machine: Machine) -> None:
    """Nothing is run, no score is written, and the text says what to do."""
    machine.submit(echo=REFERENCE)
    value = machine.run(GRADER_ISOLATION="limited")
    assert no_score(value)
    assert value["extra_data"]["inconclusive"] is True
    assert "no better than 'limited'" in value["output"]
    assert "not your fault" in value["output"]


def test_checks_that_could_be_read_are_not_run(tmp_path: Path, python: Path) -> None:
    """Where weak isolation is allowed, the checks must still be out of reach."""
    data = made(tmp_path / "course", "echo", weak=True)
    machine = Machine(tmp_path / "autograder", python, data)
    machine.submit(echo=HOSTILE)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    value = machine.run(GRADER_ISOLATION="limited", TMPDIR=str(closed))
    assert no_score(value)
    assert "could read the checks" in value["output"]


def test_a_broken_course_is_no_zero(machine: Machine) -> None:
    """The author's mistake is said, for the instructor who sees it."""
    machine.submit(echo=REFERENCE)
    (machine.root / "source/course/exercises/echo/exercise.toml").write_text("nonsense")
    value = machine.run()
    assert no_score(value)
    assert "source/course/exercises/echo/exercise.toml: it is not valid TOML" in value["output"]
    assert str(machine.root) not in value["output"]


def test_a_grader_that_does_not_start_is_no_zero(machine: Machine) -> None:
    """The script itself writes the file then."""
    value = machine.run(GRADER_PYTHON="/nowhere/python")
    assert no_score(value)
    assert "not your fault" in value["output"]


def test_the_time_that_is_up_is_no_zero(machine: Machine) -> None:
    """Before Gradescope ends everything with a 0, what is decided is written."""
    machine.submit(echo=HANGING)
    value = machine.run(GRADER_SECONDS="0.9")
    assert no_score(value)
    assert value["extra_data"]["inconclusive"] is True


def test_who_handed_in_is_read_from_the_metadata(machine: Machine) -> None:
    """Metadata that makes no sense costs nothing."""
    machine.submit(echo=WRONG)
    for text in ("{}", '{"users": [{"name": "Ada\\u001b[2J"}, 7]}', "]"):
        (machine.root / "submission_metadata.json").write_text(text)
        assert machine.run()["score"] == 7

"""Classroom 50's autograder of a kit, as its runner calls it: in the student's checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.kit.ci.places import ROOT, SILENT, WRONG, committed, kit_at, solve

SCHEMA = json.loads((ROOT / "tests/exporters/schemas/classroom50.schema.json").read_text("utf-8"))
RUNNER = {
    "CLASSROOM": "cs",
    "SUBMISSION_TAG": "submit/2026-10-05T12-30-00Z-abc",
    "COMMIT_URL": "https://example.org/c",
    "RELEASE_URL": "https://example.org/r",
    "OWNER": "student",
}


class Classroom:
    """A teacher's bundle, and a student's checkout.

    Args:
        root: an empty folder.
    """

    def __init__(self, root: Path) -> None:
        self.bundle, self.checkout = root / "bundle", root / "checkout"
        kit = kit_at(root / "kit")
        shutil.copytree(kit, self.bundle / "kit")
        shutil.copy(kit / ".classroom50" / "autograder.py", self.bundle)
        shutil.copytree(kit, self.checkout)

    def grade(
        self, assignment: str = "echo", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run the autograder as the runner does."""
        own = {"PIP_NO_INDEX": "1", "ASSIGNMENT": assignment, "PATH": os.environ["PATH"]}
        return subprocess.run(
            [os.path.realpath(sys.executable), str(self.bundle / "autograder.py")],
            cwd=self.checkout,
            env=RUNNER | own | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def result(self) -> dict[str, Any]:
        """``result.json``, valid by Classroom 50's own schema."""
        value: dict[str, Any] = json.loads((self.checkout / "result.json").read_text("utf-8"))
        jsonschema.validate(value, SCHEMA)
        return value


@pytest.fixture
def classroom(tmp_path: Path) -> Classroom:
    return Classroom(tmp_path)


def test_a_wrong_solution_is_graded(classroom: Classroom) -> None:
    """With exit code 0, since the infrastructure worked; lateness is told by the commit."""
    solve(classroom.checkout, "echo", SILENT)
    committed(classroom.checkout)
    done = classroom.grade()
    assert done.returncode == 0, done.stdout
    value = classroom.result()
    assert (value["assignment"], value["score"], value["max-score"]) == ("echo", 0, 2)
    command = ["git", "show", "-s", "--format=%ct", "HEAD"]
    moment = subprocess.run(command, cwd=classroom.checkout, capture_output=True, check=True)
    at = datetime.fromtimestamp(int(moment.stdout), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert value["datetime"] == at
    assert "0 of 2 points" in (classroom.checkout / "release-body.md").read_text("utf-8")


def test_only_the_exercises_files_are_the_students(classroom: Classroom) -> None:
    """Changed checks, lock file and links in the checkout have no effect; all exercises count."""
    solve(classroom.checkout, "echo", WRONG)
    (classroom.checkout / "exercises/shout/shout.py").unlink()
    (classroom.checkout / "exercises/shout/shout.py").symlink_to("/etc/hostname")
    for path in ("exercises/echo/checks/test_echo.py", ".grader/requirements.lock"):
        (classroom.checkout / path).write_text("nonsense")
    (classroom.checkout / "result.json").symlink_to(classroom.bundle / "autograder.py")
    done = classroom.grade("homework-1")
    assert done.returncode == 0, done.stdout
    value = classroom.result()
    assert (value["score"], value["max-score"]) == (2, 4)
    assert not (classroom.checkout / "result.json").is_symlink()
    assert (classroom.bundle / "autograder.py").read_text("utf-8").startswith('"""')


def test_what_is_not_decided_is_a_failure_of_the_infrastructure(classroom: Classroom) -> None:
    """Its contract knows no other word: an exit code, and no result."""
    solve(classroom.checkout, "echo", SILENT)
    (classroom.checkout / "result.json").write_text("{}")
    done = classroom.grade(GRADER_ISOLATION="limited")
    assert done.returncode == 3
    assert not (classroom.checkout / "result.json").exists()


def test_a_bundle_without_the_kit_says_so(classroom: Classroom) -> None:
    """It never falls back on the student's copy."""
    shutil.rmtree(classroom.bundle / "kit")
    done = classroom.grade()
    assert done.returncode == 1
    assert "is no kit" in done.stdout

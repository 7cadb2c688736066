"""A fresh clone of a kit in an empty environment: nothing but Python, make and the network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.kit.placing import place
from tests.kit.conftest import KEY, ROOT

KEPT = ("PIP_", "SSL_", "REQUESTS_", "HTTP", "https_proxy", "http_proxy")
"""How this machine reaches the package index."""


class Clone:
    """A clone in a folder whose name needs quoting.

    Args:
        kit: files of the kit.
        folder: an empty folder.
    """

    def __init__(self, kit: dict[str, bytes], folder: Path) -> None:
        self.root = folder / "it's a clone"
        (folder / "home").mkdir()
        python = Path(sys.base_prefix, "bin")
        self.environment = {
            "PATH": f"{python}:/usr/bin:/bin",
            "HOME": str(folder / "home"),
            "PIP_CACHE_DIR": str(folder.parent / "pip-cache"),  # for the second clone
            "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org",
            "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org",
            **{name: value for name, value in os.environ.items() if name.startswith(KEPT)},
        }  # fmt: skip
        origin = folder / "origin"
        place(kit, origin)
        for arguments in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "The kit")):
            self.run("git", *arguments, within=origin)
        self.run("git", "clone", "-q", str(origin), str(self.root), within=folder)

    def run(
        self, *command: str, within: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in the clone."""
        return subprocess.run(
            command,
            cwd=within or self.root,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def clone(small: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone in which `make list` has made the environment."""
    clone = Clone(small, tmp_path_factory.mktemp("kit"))
    done = clone.run("make", "list")
    assert done.returncode == 0, done.stderr
    return clone


def test_installs_only_what_the_lock_names(clone: Clone):
    """From the index, with hashes, and the grader from the kit's own wheel."""
    listed = clone.run(".venv/bin/python", "-m", "pip", "list", "--format=freeze")
    pinned = (clone.root / ".grader/requirements.lock").read_text()
    # Whether a name is shown with "-" or "_" is up to the version of pip.
    names = {line.partition("==")[0].lower().replace("_", "-") for line in listed.stdout.split()}
    assert names - {"pip", "setuptools"} <= {
        line.partition("==")[0] for line in pinned.splitlines() if "==" in line
    }
    assert clone.run(".venv/bin/python", "-m", "pip", "check").returncode == 0
    home = clone.run(".venv/bin/python", "-I", "-c", "import grader; print(grader.__file__)")
    assert home.stdout.startswith(str(clone.root / ".venv"))


def test_grades_the_stub_and_a_solution(clone: Clone):
    """`make check EX=pool`, with the visible checks."""
    stub = clone.run("make", "check", "EX=pool")
    assert "0 of 2 points" in stub.stdout
    assert "9 more checks, worth 13 points, are run when you hand in." in stub.stdout
    assert "Error 1" in stub.stderr
    (clone.root / "exercises/pool/pool.py").write_bytes(
        (ROOT / "solutions/pool/pool.py").read_bytes()
    )
    solved = clone.run("make", "check", "EX=pool")
    assert solved.returncode == 0, solved.stdout
    assert "2 of 2 points" in solved.stdout


def test_grades_all_with_the_key(clone: Clone):
    """As CI does, by the kit's own grader and its own library for sealed files."""
    (clone.root / "exercises/pool/pool.py").write_bytes(
        (ROOT / "solutions/pool/pool.py").read_bytes()
    )
    done = clone.run("make", "check", "EX=pool", GRADER_COURSE_KEY=KEY.text)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "15 of 15 points" in done.stdout


def test_leaves_git_clean(clone: Clone):
    """What working makes is ignored, and what was cloned is as it was delivered."""
    clone.run("make", "check", "EX=lock")
    clone.run("git", "checkout", "-q", "--", "exercises")
    assert clone.run("git", "status", "--porcelain").stdout == ""


def test_takes_no_other_grader_for_its_own(clone: Clone):
    """A folder of that name in the clone is not run, and is reported."""
    (clone.root / "grader").mkdir()
    (clone.root / "grader/__init__.py").write_text("")
    (clone.root / "grader/__main__.py").write_text("print('full marks')\n")
    try:
        done = clone.run("make", "check", "EX=lock")
    finally:
        for path in ("grader/__init__.py", "grader/__main__.py"):
            (clone.root / path).unlink()
        (clone.root / "grader").rmdir()
    assert "full marks" not in done.stdout
    assert "grader/ was added" in done.stdout


def test_a_wheel_that_was_changed_is_not_installed(small: dict[str, bytes], tmp_path: Path):
    """The lock has its hash."""
    clone = Clone(small, tmp_path)
    (wheel,) = (clone.root / ".grader/wheels").glob("*.whl")
    with wheel.open("ab") as file:
        file.write(b"\0")
    done = clone.run("make", "list")
    assert done.returncode != 0
    assert "DO NOT MATCH" in done.stderr
    assert "could not be installed" in done.stderr

"""The Makefile: what reaches the command, and how .venv comes to be."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ECHO = '#!/bin/sh\nfor argument; do printf "<%s>" "$argument"; done\nexit ${CODE:-0}\n'


def executable(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The project in a folder whose name needs quoting, with a Python that shows its arguments."""
    folder = tmp_path / "it's a folder"
    (folder / "tools").mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", folder)
    shutil.copy(ROOT / "tools" / "venv.sh", folder / "tools")
    (folder / "pyproject.toml").write_text("")
    executable(folder / ".venv" / "bin" / "python", ECHO)
    for stamp in (".ready", ".ready-dev"):
        (folder / ".venv" / stamp).write_text("")
    return folder


def make(folder: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    inherited = {"PATH": os.environ["PATH"]}
    return subprocess.run(
        ["make", *arguments], cwd=folder, env=inherited | changes, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("typed", "called"),
    [
        (["check"], "<-m><grader><check>"),
        (["check", "EX=lock"], "<-m><grader><check><lock>"),
        (["check", "EX=lock", "FILE=my file.py"], "<-m><grader><check><lock><--file><my file.py>"),
        (["check", "EX=$$(touch x)"], "<-m><grader><check><$(touch x)>"),
        (["check", "EX=lock", "ARGS=--seed 7"], "<-m><grader><check><lock><--seed><7>"),
        (["watch"], "<-m><grader><watch>"),
        (["watch", "EX=lock"], "<-m><grader><watch><lock>"),
        (["open", "EX=lock"], "<-m><grader><open><lock>"),
        (["solution", "EX=lock", "ARGS=--diff"], "<-m><grader><solution><lock><--diff>"),
        (
            ["new", "EX=latch", "ARGS=--title 'A latch' --section threads"],
            "<-m><grader><new><latch><--title><A latch><--section><threads>",
        ),
        (["list"], "<-m><grader><list>"),
        (["hint", "EX=lock"], "<-m><grader><hint><lock>"),
        (["reset", "EX=lock"], "<-m><grader><reset><lock>"),
        (["verify"], "<-m><grader><verify>"),
        (["doctor"], "<-m><grader><doctor>"),
        (["test"], "<-m><pytest>"),
    ],
)
def test_calls_the_command(project: Path, typed: list[str], called: str) -> None:
    """Each target calls its command; what the user typed arrives in one piece."""
    assert make(project, *typed).stdout == called


def test_shows_the_targets_by_default(project: Path) -> None:
    """Plain `make` is the help."""
    assert "make check EX=lock" in make(project).stdout


def test_reports_the_commands_own_code(project: Path) -> None:
    """The recipe ends with the command's code, which make names; make itself ends with 2."""
    done = make(project, "check", "EX=lock", CODE="1")
    assert "Error 1" in done.stderr
    assert done.returncode == 2


def test_installs_again_when_the_dependencies_changed(project: Path) -> None:
    """A newer pyproject.toml leads to one more installation, and only one."""
    (project / "tools" / "venv.sh").write_text("echo installing\n")
    os.utime(project / ".venv" / ".ready", (1, 1))
    assert make(project, "list").stdout == "installing\n<-m><grader><list>"
    assert make(project, "list").stdout == "<-m><grader><list>"


class TestEnvironment:
    """tools/venv.sh, with a PATH that holds only what the test put there."""

    @pytest.fixture
    def path(self, project: Path) -> Path:
        """An otherwise empty PATH with the few tools that a script needs."""
        shutil.rmtree(project / ".venv")
        folder = project / "bin"
        folder.mkdir()
        for tool in ("sh", "rm", "mkdir", "cat", "chmod"):
            found = shutil.which(tool)
            assert found is not None
            (folder / tool).symlink_to(found)
        return folder

    def run(self, project: Path, path: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "tools/venv.sh", "."], cwd=project, env={"PATH": str(path)},
            capture_output=True, text=True,
        )  # fmt: skip

    MAKES = (
        '#!/bin/sh\ncase "$1 $3" in\n"-c "*|*--version) exit 0;;\nesac\n'
        'if [ "$2" = venv ]; then mkdir -p .venv/bin; cat "$0" > .venv/bin/python; '
        'chmod +x .venv/bin/python; echo "venv by {name}"; else echo "$*"; fi\n'
    )

    def test_takes_the_newest_python_that_works(self, project: Path, path: Path) -> None:
        """A shim that fails is passed over."""
        executable(path / "python3.13", "#!/bin/sh\nexit 127\n")
        executable(path / "python3.12", self.MAKES.format(name="3.12"))
        executable(path / "python3.11", self.MAKES.format(name="3.11"))
        done = self.run(project, path)
        assert done.returncode == 0
        assert done.stdout.splitlines() == [
            "venv by 3.12",
            "-m pip install --quiet --disable-pip-version-check --editable .",
        ]

    def test_prefers_uv(self, project: Path, path: Path) -> None:
        """With uv there, it makes the environment and installs into it."""
        executable(path / "uv", '#!/bin/sh\necho "uv $*"\n')
        assert self.run(project, path).stdout.splitlines() == [
            "uv venv --quiet --python >=3.11 .venv",
            "uv pip install --quiet --python .venv/bin/python --editable .",
        ]

    def test_says_that_there_is_no_python(self, project: Path, path: Path) -> None:
        """Without a Python that is new enough, the remedy is named."""
        executable(path / "python3", "#!/bin/sh\nexit 1\n")
        done = self.run(project, path)
        assert done.returncode == 2
        assert "no Python 3.11 or newer was found" in done.stderr
        assert not (project / ".venv").exists()

    def test_says_what_is_missing_on_debian(self, project: Path, path: Path) -> None:
        """A Python without ensurepip leaves no half environment behind."""
        executable(path / "python3", '#!/bin/sh\n[ "$1" = -c ] || { mkdir .venv; exit 1; }\n')
        done = self.run(project, path)
        assert done.returncode == 2
        assert "python3-venv" in done.stderr
        assert not (project / ".venv").exists()

    def test_replaces_an_environment_without_pip(self, project: Path, path: Path) -> None:
        """A setting up that was interrupted leaves a Python that works, and no pip."""
        executable(project / ".venv" / "bin" / "python", '#!/bin/sh\n[ "$1" = -c ] || exit 1\n')
        executable(path / "python3", self.MAKES.format(name="3"))
        assert "venv by 3" in self.run(project, path).stdout

    def test_replaces_a_broken_environment(self, project: Path, path: Path) -> None:
        """An environment whose Python is gone is made anew."""
        (project / ".venv" / "bin").mkdir(parents=True)
        (project / ".venv" / "bin" / "python").symlink_to("/nowhere/python")
        executable(path / "python3", self.MAKES.format(name="3"))
        assert "venv by 3" in self.run(project, path).stdout

"""list, hint, reset, verify, doctor, schema."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

from grader.model import IsolationLevel
from tests import samples
from tests.cli.watching import Pty, environment

ROOT = Path(__file__).parents[2]


def git(root: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *arguments],
        cwd=root,
        check=True,
        capture_output=True,
    )


def commit(root: Path) -> None:
    """Commit everything."""
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "change")


def test_lists_exercises_by_section(course: Path, grader: Callable[..., Any]) -> None:
    """Sections come in the order of the course, each exercise with its points."""
    done = grader("list")
    assert done.code == 0
    assert done.out == (
        "Processes\n"
        "→ pool     Pools: nine tasks, five workers      - / 1\n"
        "\n"
        "Threads\n"
        "  lock     Locks: a counter that loses nothing  - / 1\n"
        "\n"
        "0 of 2 exercises solved. 0 of 2 points.\n"
        "\n"
        "Next: pool, Pools: nine tasks, five workers\n"
        "  Read exercises/pool/README.md, then: make watch EX=pool\n"
    )


def test_gives_one_more_hint_each_time(course: Path, grader: Callable[..., Any]) -> None:
    """Hints come one by one; after the last one, all of them."""
    first, second, third = (grader("hint", "lock").out for _ in range(3))
    assert "Hint 1 of 2" in first
    assert "Hint 2" not in first
    assert "Hint 2 of 2" in second
    assert "Hint 1" not in second
    assert "Hint 1 of 2" in third
    assert "Hint 2 of 2" in third
    assert "Hint 1 of 2" in grader("hint", "pool").out


def test_asks_which_hint(course: Path, grader: Callable[..., Any]) -> None:
    """Without an exercise, the answer is which ones there are."""
    assert grader("hint").code == 2


class TestReset:
    """``grader reset`` brings back what the course delivered."""

    @pytest.fixture
    def delivered(self, course: Path) -> Path:
        """The course as a repository, with the stub as it was delivered."""
        git(course, "init", "-q")
        commit(course)
        return course / "exercises" / "lock" / "lock.py"

    def test_puts_the_stub_back_and_keeps_a_backup(
        self, delivered: Path, course: Path, grader: Callable[..., Any]
    ) -> None:
        """The student's text, committed or not, is kept in a file that is named."""
        delivered.write_text("mine, committed\n")
        commit(course)
        delivered.write_text("mine\n")
        done = grader("reset", "lock", "--yes")
        assert done.code == 0
        assert delivered.read_text() == samples.SOURCE
        backup = course / ".grader" / "backups" / "lock.1.py"
        assert str(backup.relative_to(course)) in done.out
        assert backup.read_text() == "mine\n"

    def test_keeps_every_backup(
        self, delivered: Path, course: Path, grader: Callable[..., Any]
    ) -> None:
        """A second backup does not overwrite the first."""
        for text in ("one\n", "two\n"):
            delivered.write_text(text)
            grader("reset", "lock", "--yes")
        kept = sorted((course / ".grader" / "backups").iterdir())
        assert [path.read_text() for path in kept] == ["one\n", "two\n"]

    def test_takes_the_stub_of_a_later_delivery(
        self, delivered: Path, course: Path, grader: Callable[..., Any]
    ) -> None:
        """When the course was updated, the newer stub comes back."""
        delivered.write_text("mine\n")
        commit(course)
        delivered.write_text("newer stub\n")
        (course / "exercises" / "lock" / "README.md").write_text("newer\n")
        commit(course)
        delivered.write_text("mine again\n")
        commit(course)
        grader("reset", "lock", "--yes")
        assert delivered.read_text() == "newer stub\n"

    def test_brings_back_a_deleted_file(
        self, delivered: Path, course: Path, grader: Callable[..., Any]
    ) -> None:
        """A file that is gone needs no backup."""
        delivered.unlink()
        done = grader("reset", "lock", "--yes")
        assert done.code == 0
        assert delivered.read_text() == samples.SOURCE

    @pytest.mark.parametrize(("answer", "text"), [("n\n", "mine\n"), ("y\n", samples.SOURCE)])
    def test_asks_first(self, delivered: Path, course: Path, answer: str, text: str) -> None:
        """Nothing changes without a yes."""
        delivered.write_text("mine\n")
        command = [sys.executable, "-m", "grader", "reset", "lock"]
        with Pty(command, course, env=environment(PYTHONPATH=str(ROOT))) as terminal:
            terminal.until("A backup is kept.")
            terminal.type(answer)
            assert terminal.ended() == 0
        assert delivered.read_text() == text

    def test_refuses_where_there_is_nobody_to_ask(
        self, delivered: Path, grader: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """In a pipe an answer could be anything: the remedy is named, nothing is changed."""
        monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
        delivered.write_text("mine\n")
        done = grader("reset", "lock")
        assert done.code == 2
        assert "--yes" in done.err
        assert delivered.read_text() == "mine\n"

    def test_a_backup_that_can_not_be_kept_changes_nothing(
        self, delivered: Path, course: Path, grader: Callable[..., Any]
    ) -> None:
        """The student's text is the one thing that must not be lost."""
        delivered.write_text("mine\n")
        (course / ".grader").write_text("in the way")
        done = grader("reset", "lock", "--yes")
        assert done.code == 2
        assert "can't be written" in done.err
        assert delivered.read_text() == "mine\n"

    def test_has_nothing_to_do_with_a_stub(
        self, delivered: Path, grader: Callable[..., Any]
    ) -> None:
        """The stub itself is left alone, without a question."""
        assert "is the stub already" in grader("reset", "lock").out

    def test_says_when_there_is_no_history(self, course: Path, grader: Callable[..., Any]) -> None:
        """Without git history the remedy is named, and the file is left alone."""
        done = grader("reset", "lock", "--yes")
        assert done.code == 2
        assert "not in the git history" in done.err


class Foretold(msgspec.Struct, frozen=True):
    """As much of a ``VerifyResult`` as the command reads."""

    exercise: str
    solution: str
    kind: str
    ok: bool
    problem: str = ""
    report: Any = None


@pytest.fixture
def proven(course: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """Foretell what proving yields; returns the arguments that it was called with."""
    for slug in ("lock", "pool"):
        (course / "solutions" / slug / "wrong").mkdir(parents=True)
        (course / "solutions" / slug / f"{slug}.py").write_text("")
        (course / "solutions" / slug / "wrong" / "no_lock.py").write_text("")

    def foretell(*results: Foretold) -> dict[str, Any]:
        called: dict[str, Any] = {}

        def verify(course: object, exercises: list[Any], **options: Any) -> Iterator[Foretold]:
            called.update(options, exercises=[exercise.slug for exercise in exercises])
            yield from results

        module = ModuleType("grader.grading")
        module.verify = verify  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "grader.grading", module)
        return called

    return foretell


def test_verifies_everything_by_default(
    grader: Callable[..., Any], proven: Callable[..., dict[str, Any]]
) -> None:
    """All exercises, once, without load; all as declared is exit 0."""
    called = proven(Foretold("pool", "stub", "stub", True), Foretold("lock", "stub", "stub", True))
    done = grader("verify")
    assert done.code == 0
    assert called["exercises"] == ["pool", "lock"]
    assert (called["repeat"], called["under_load"]) == (1, False)
    assert done.out.endswith("2 of 2 files as declared.\n")


def test_counts_in_how_many_runs_it_went_wrong(
    grader: Callable[..., Any], proven: Callable[..., dict[str, Any]]
) -> None:
    """A problem is shown once, with its count and the command that repeats it."""
    proven(
        Foretold("lock", "wrong/no_lock", "wrong", True),
        Foretold("lock", "wrong/no_lock", "wrong", False, "passes adds_up", samples.full_marks()),
        Foretold("lock", "wrong/no_lock", "wrong", False, "passes adds_up", samples.full_marks()),
    )
    done = grader("verify", "lock", "--repeat", "3", "--under-load", "--jobs", "1")
    assert done.code == 1
    assert "passes adds_up (2 of 3 runs)" in done.out
    assert "--file solutions/lock/wrong/no_lock.py --seed 4711" in done.out.replace("\n    ", " ")


def test_verifies_as_json(
    grader: Callable[..., Any], proven: Callable[..., dict[str, Any]]
) -> None:
    """As JSON, standard output holds the proofs and nothing else."""
    proven(Foretold("lock", "stub", "stub", False, "the stub passes every check"))
    done = grader("verify", "lock", "--json", "-")
    content = json.loads(done.out)
    assert done.code == 1
    assert content["ok"] is False
    assert content["solutions"][0]["problems"] == {"the stub passes every check": 1}


def test_finds_files_that_nothing_uses(
    course: Path, grader: Callable[..., Any], proven: Callable[..., dict[str, Any]]
) -> None:
    """A stray file is a problem of its own."""
    (course / "exercises" / "lock" / "notes.txt").write_text("")
    (course / "solutions" / "lock" / "old.py").write_text("")
    proven(Foretold("lock", "stub", "stub", True))
    done = grader("verify", "lock")
    assert done.code == 1
    assert "exercises/lock/notes.txt: nothing uses this file" in done.out
    assert "solutions/lock/old.py: nothing uses this file" in done.out


class Finding(msgspec.Struct):
    name: str
    ok: bool
    detail: str
    remedy: str


class Probe(msgspec.Struct):
    level: IsolationLevel
    findings: tuple[Finding, ...]


@pytest.mark.parametrize(
    ("level", "code"),
    [
        (IsolationLevel.FULL, 0),
        (IsolationLevel.LANDLOCK, 0),
        (IsolationLevel.LIMITED, 1),
        (IsolationLevel.BASIC, 1),
    ],
)
def test_doctor_names_level_and_remedy(
    course: Path,
    grader: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    level: IsolationLevel,
    code: int,
) -> None:
    """The level, what is missing and how to get it; weak levels exit with 1."""
    module = ModuleType("grader.sandbox")
    module.probe = lambda: Probe(  # type: ignore[attr-defined]
        level, (Finding("bubblewrap", False, "not found", "apt install bubblewrap"),)
    )
    monkeypatch.setitem(sys.modules, "grader.sandbox", module)
    done = grader("doctor")
    assert done.code == code
    assert f"Isolation  {level}" in done.out
    assert "apt install bubblewrap" in done.out
    assert "2 exercises in" in done.out


def test_schema_is_current(grader: Callable[..., Any]) -> None:
    """The schema in docs/ is the one of the records (else: make schema)."""
    printed = grader("schema", "--out", "-").out
    assert json.loads(printed)["$ref"] == "#/$defs/GradeReport"
    assert (ROOT / "docs" / "report.schema.json").read_text("utf-8") == printed

"""`grader new`, and what `grader verify` says of an exercise that is not finished."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.cli import run
from grader.commands.completeness import advice, missing
from grader.commands.new.scaffold import MARK
from grader.course import load_course


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course without exercises, and the current folder."""
    (tmp_path / "exercises").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fill_in(root: Path) -> None:
    """Write something at every mark, as an author does."""
    for path in root.rglob("*.*"):
        if path.is_file():
            path.write_text(path.read_text("utf-8").replace(MARK, "Written"), "utf-8")


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_a_new_exercise_is_proved_as_soon_as_its_parts_are_filled_in(
    empty: Path, grader: Callable[..., Any], kind: str
) -> None:
    """Until then its marks are all that is wrong with it, each named with file and line."""
    done = grader("new", "my_own", "--kind", kind, "--title", "My own")
    assert done.code == 0
    made = {line for line in done.out.splitlines() if "/" in line}
    assert made == {str(file.relative_to(empty)) for file in empty.rglob("*/my_own/**/*.*")}
    before = grader("verify", "my_own", "--json", "-")
    found = json.loads(before.out)
    assert before.code == 1
    assert all(solution["ok"] for solution in found["solutions"]), found
    assert (found["strays"], found["advice"]) == ([], [])
    parts = {part.partition(":")[0] for part in found["missing"]}
    assert {
        "exercises/my_own/README.md",
        "exercises/my_own/README.zh.md",
        "exercises/my_own/exercise.toml",
        "exercises/my_own/my_own.py",
        "exercises/my_own/checks/test_my_own.py",
        "exercises/my_own/checks/scenarios.py",
        "solutions/my_own/my_own.py",
    } <= parts
    fill_in(empty)
    after = grader("verify", "my_own")
    assert after.code == 0
    assert "8 of 8 files as declared." in after.out


def test_comes_last_in_its_section(course: Path, grader: Callable[..., Any]) -> None:
    """Unless an order is given; the kind follows from the section, and the other way round."""
    for slug, arguments, order in (
        ("one", ("--section", "threads"), 2),
        ("two", ("--section", "threads"), 3),
        ("three", ("--section", "distributed"), 1),
        ("four", ("--kind", "processes", "--order", "7"), 7),
    ):
        assert grader("new", slug, *arguments).code == 0
        assert load_course(course).exercise(slug).spec.order == order
    text = (course / "exercises" / "three" / "checks" / "scenarios.py").read_text()
    assert "Referee" in text
    assert load_course(course).exercise("four").spec.section == "processes"


@pytest.mark.parametrize(
    ("slug", "reason"),
    [
        ("Latch", "identifier of small letters"),
        ("9lives", "identifier"),
        ("a-b", "identifier"),
        ("a b", "identifier"),
        ("../up", "identifier"),
        ("", "identifier"),
        ("schloß", "identifier"),
        ("class", "word of Python"),
        ("match", "word of Python"),
        ("threading", "standard library"),
        ("queue", "standard library"),
        ("nul", "means something else"),
        ("grader", "means something else"),
        ("test_lock", "means something else"),
        ("x" * 41, "more than 40"),
        ("lock", "exercises/lock exists already"),
        ("kept", "solutions/kept exists already"),
    ],
)
def test_refuses_a_name_and_says_why(
    course: Path, grader: Callable[..., Any], slug: str, reason: str
) -> None:
    """Nothing is written then."""
    (course / "solutions" / "kept").mkdir(parents=True)
    before = sorted(course.rglob("*"))
    done = grader("new", "--", slug)
    assert done.code == 2
    assert reason in done.err
    assert sorted(course.rglob("*")) == before


@pytest.mark.parametrize("title", ['a "b"', "a \\ b", "a \x1b[2J b", "\u202eabc"])
def test_refuses_a_title_that_can_not_stand_in_the_files(
    empty: Path, grader: Callable[..., Any], title: str
) -> None:
    """Quotation marks, escapes and what can't be seen; nothing is written."""
    done = grader("new", "latch", "--title", title)
    assert done.code == 2
    assert "\x1b" not in done.err
    assert list((empty / "exercises").iterdir()) == []


def test_any_other_title_can(empty: Path, grader: Callable[..., Any]) -> None:
    """Also with what other languages need."""
    title = "门闩 · it's an @SLUG@ {latch} # 100 %"
    assert grader("new", "latch", "--title", title).code == 0
    read = tomllib.loads((empty / "exercises/latch/exercise.toml").read_text("utf-8"))
    assert read["title"] == title
    compile((empty / "exercises/latch/latch.py").read_text("utf-8"), "latch.py", "exec")


def test_writes_all_or_nothing(
    empty: Path, grader: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that can't be written leaves no half exercise behind."""
    (empty / "solutions").write_text("a file in the way")
    done = grader("new", "latch")
    assert done.code == 2
    assert "can't be written" in done.err
    assert sorted(path.name for path in empty.iterdir()) == ["exercises", "solutions"]
    assert list((empty / "exercises").iterdir()) == []


def test_needs_a_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    """Elsewhere the remedy is named."""
    monkeypatch.chdir(tmp_path)
    assert run(["new", "latch"]) == 2
    assert "exercises/ folder" in capsys.readouterr().err


def test_advises_without_refusing(course: Path) -> None:
    """What good exercises have, and a small one may lack."""
    folder = course / "solutions" / "lock"
    (folder / "wrong").mkdir(parents=True)
    (folder / "lock.py").write_text("")
    (folder / "wrong" / "no_lock.py").write_text("")
    loaded = load_course(course)
    assert missing(loaded, loaded.exercise("lock")) == []
    told = "\n".join(advice(loaded, loaded.exercise("lock")))
    assert "1 wrong solution." in told
    assert "no other right solution" in told
    assert "README.zh.md" in told
    assert "no hints" not in told

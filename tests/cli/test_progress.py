"""What a student has reached, kept beside the course; and what `list` and `hint` make of it."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.commands.progress import Progress, Reached, next_on_path
from grader.course import Course, load_course
from tests import samples


def note(root: Path, slug: str, barrier: Any) -> None:
    """In a process of its own: many changes to one exercise."""
    barrier.wait()
    for number in range(1, 31):
        Progress(root).update(slug, hints=number)


class TestProgress:
    """The file."""

    def test_is_found_again(self, tmp_path: Path) -> None:
        """By another process, also when the course was moved."""
        root = tmp_path / "here"
        root.mkdir()
        assert Progress(root).update("lock", hints=2)
        root.rename(tmp_path / "there")
        assert Progress(tmp_path / "there")["lock"] == Reached(hints=2)

    def test_writers_at_once_lose_nothing(self, tmp_path: Path) -> None:
        """Each changes its own exercise; all of it is there in the end."""
        context = multiprocessing.get_context("fork")
        barrier = context.Barrier(4)
        slugs = ["lock", "pool", "fork", "lazy"]
        processes = [context.Process(target=note, args=(tmp_path, s, barrier)) for s in slugs]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        assert [process.exitcode for process in processes] == [0] * 4
        progress = Progress(tmp_path)
        assert [progress[slug].hints for slug in slugs] == [30] * 4

    @pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b"null", b'{"lock": 1'])
    def test_a_damaged_file_counts_as_empty_and_is_kept_aside(
        self, tmp_path: Path, content: bytes
    ) -> None:
        """It is not worth an error, and nothing is thrown away."""
        path = tmp_path / ".grader" / "progress.json"
        path.parent.mkdir()
        path.write_bytes(content)
        progress = Progress(tmp_path)
        assert progress["lock"] == Reached()
        assert progress.update("lock", hints=1)
        assert Progress(tmp_path)["lock"].hints == 1
        kept = path.parent / "backups" / "progress.damaged.json"
        assert kept.read_bytes() == content

    def test_entries_of_another_version_are_kept(self, tmp_path: Path) -> None:
        """What this version does not know is neither an error nor lost."""
        path = tmp_path / ".grader" / "progress.json"
        path.parent.mkdir()
        other = {"lock": {"hints": 1, "medal": "gold"}, "pool": "done", "lazy": {"hints": "two"}}
        path.write_text(json.dumps(other))
        progress = Progress(tmp_path)
        assert progress["pool"] == Reached()
        assert progress["lazy"] == Reached()
        progress.update("lock", hints=2)
        now = json.loads(path.read_text())
        assert now == other | {"lock": {"hints": 2, "medal": "gold"}}
        assert Progress(tmp_path)["lock"].hints == 2

    def test_a_folder_that_can_not_be_written_is_said(self, tmp_path: Path) -> None:
        """It holds for this process all the same."""
        (tmp_path / ".grader").write_text("a file in the way")
        progress = Progress(tmp_path)
        assert not progress.update("lock", hints=1)
        assert progress["lock"].hints == 1

    def test_what_is_undecided_is_not_remembered(self, tmp_path: Path) -> None:
        """A score that nobody knows replaces none."""
        progress = Progress(tmp_path)
        progress.remember(msgspec.structs.replace(samples.full_marks(), exercise="lock"))
        progress.remember(msgspec.structs.replace(samples.inconclusive(), exercise="lock"))
        assert Progress(tmp_path)["lock"].solved


class TestNext:
    """What to do next."""

    @pytest.fixture
    def path(self, course: Path) -> Course:
        """Three exercises, pool and lock and third, the last of which needs lock."""
        loaded = load_course(course)
        lock = loaded.exercise("lock")
        spec = msgspec.structs.replace(lock.spec, requires=("lock",))
        third = msgspec.structs.replace(lock, slug="third", spec=spec)
        return Course(loaded.root, {"third": third} | loaded.exercises)

    @staticmethod
    def solve(course: Course, *slugs: str) -> Progress:
        progress = Progress(course.root)
        for slug in slugs:
            progress.update(slug, score=1, max_score=1)
        return progress

    def test_is_the_first_whose_ground_is_laid(self, path: Course) -> None:
        """Not the first of the path, if something it builds on is open."""
        assert next_on_path(path, self.solve(path)) == "pool"
        assert next_on_path(path, self.solve(path, "pool")) == "lock"
        assert next_on_path(path, self.solve(path, "lock")) == "third"

    def test_goes_on_from_here_and_around(self, path: Course) -> None:
        """After the last one, the first that is open."""
        assert next_on_path(path, self.solve(path), after="pool") == "lock"
        assert next_on_path(path, self.solve(path, "pool"), after="lock") == "third"

    def test_is_nothing_when_all_is_solved(self, path: Course) -> None:
        """Nothing but the one that was just asked from, either."""
        assert next_on_path(path, self.solve(path, "lock", "pool", "third")) is None
        assert next_on_path(path, self.solve(path, "lock", "pool", "third"), "lock") is None


def test_list_marks_what_is_solved_and_what_comes_next(
    course: Path, grader: Callable[..., Any]
) -> None:
    """With the points so far, and why it comes next."""
    toml = course / "exercises" / "lock" / "exercise.toml"
    toml.write_text(toml.read_text().replace("order = 1", 'order = 1\nwhy = "Threads share."'))
    Progress(course).update("pool", score=1, max_score=1)
    done = grader("list")
    assert "✓ pool     Pools: nine tasks, five workers      1 / 1\n" in done.out
    assert "→ lock     Locks: a counter that loses nothing  - / 1\n" in done.out
    assert "1 of 2 exercises solved. 1 of 2 points.\n" in done.out
    assert done.out.endswith(
        "Next: lock, Locks: a counter that loses nothing\n"
        "  Threads share.\n"
        "  Read exercises/lock/README.md, then: make watch EX=lock\n"
    )
    Progress(course).update("lock", score=1, max_score=1)
    assert grader("list").out.endswith("2 of 2 exercises solved. 2 of 2 points.\n")


def test_list_speaks_chinese(course: Path, grader: Callable[..., Any]) -> None:
    """And sends to the statement in Chinese where there is one."""
    (course / "exercises" / "pool" / "README.zh.md").write_text("# 进程池\n")
    done = grader("list", "--lang", "zh")
    assert "→ pool  进程池" in done.out
    assert "exercises/pool/README.zh.md" in done.out
    assert "Next" not in done.out


def test_hints_can_be_read_again_or_all_at_once(course: Path, grader: Callable[..., Any]) -> None:
    """Reading again gives no new one; all of them count as given."""
    assert "Hint" not in grader("hint", "lock", "--again").out
    grader("hint", "lock")
    again = grader("hint", "lock", "--again").out
    assert "Hint 1 of 2" in again
    assert "Hint 2 of 2" not in again
    assert "One more: make hint EX=lock" in again
    everything = grader("hint", "lock", "--all").out
    assert "Hint 1 of 2" in everything
    assert "Hint 2 of 2" in everything
    assert Progress(course)["lock"].hints == 2


def test_an_exercise_without_hints_says_so(course: Path, grader: Callable[..., Any]) -> None:
    """And what to do instead."""
    toml = course / "exercises" / "lock" / "exercise.toml"
    toml.write_text(toml.read_text().replace("[[hints]]", "[[nothing]]"))
    text = toml.read_text()
    start = text.index("[[nothing]]")
    end = text.index("[checks.adds_up]")
    toml.write_text("hints = []\n" + text[:start] + text[end:])
    done = grader("hint", "lock")
    assert done.code == 0
    assert "has no hints" in done.out


def test_a_hint_that_can_not_be_noted_is_given_all_the_same(
    course: Path, grader: Callable[..., Any]
) -> None:
    """With a word on why the next one will be the same."""
    (course / ".grader").write_text("in the way")
    done = grader("hint", "lock")
    assert "Hint 1 of 2" in done.out
    assert "what you reach is not kept" in done.err


def test_nothing_of_it_is_tracked_by_git() -> None:
    """It is one student's own."""
    ignored = (Path(__file__).parents[2] / ".gitignore").read_text().split()
    assert ".grader/" in ignored

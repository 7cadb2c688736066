"""`grader open` and `grader solution`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.commands import browser
from grader.commands.progress import Progress
from tests import samples
from tests.cli.watching import FORETOLD, ROOT, Pty, environment

REFERENCE = '"""The reference."""\n\nclass Counter:\n    pass\n'


@pytest.fixture
def address_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the browser that is set up here writes the address that it gets."""
    command = tmp_path / "my browser"
    command.write_text(f'#!/bin/sh\necho "$@" > "{tmp_path}/address"\n')
    command.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"'{command}'")
    return tmp_path / "address"


@pytest.fixture
def headless(monkeypatch: pytest.MonkeyPatch) -> None:
    """No browser and no display."""
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(browser, "_is_wsl", lambda: False)


class TestOpen:
    """The report in the browser."""

    def test_grades_first_where_there_is_no_report(
        self,
        course: Path,
        grader: Callable[..., Any],
        grading: Callable[..., list[Any]],
        address_file: Path,
    ) -> None:
        """And not again while the report is newer than the file."""
        calls = grading(samples.lost_update())
        done = grader("open", "lock")
        assert done.code == 0
        assert "There is no report yet" in done.out
        assert "2 of 10 points" in done.out
        assert address_file.read_text().strip() == (course / "reports/lock.html").as_uri()
        assert "Opened reports/lock.html" in grader("open", "lock").out
        assert len(calls) == 1
        os.utime(course / "reports/lock.html", (1, 1))
        grader("open", "lock")
        assert len(calls) == 2

    @pytest.mark.usefixtures("headless")
    def test_prints_the_path_where_there_is_no_browser(
        self, course: Path, grader: Callable[..., Any], grading: Callable[..., list[Any]]
    ) -> None:
        """As on a machine that one has reached over the network."""
        grading(samples.lost_update())
        done = grader("open", "lock")
        assert done.code == 0
        assert done.out.endswith(f"{(course / 'reports/lock.html').resolve()}\n")


class TestBrowser:
    """What is tried, and in which order."""

    ADDRESS = "file:///a/b.html"

    @pytest.mark.usefixtures("headless")
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("firefox", [["firefox", ADDRESS]]),
            ("one:two -x", [["one", ADDRESS], ["two", "-x", ADDRESS]]),
            ("show --url=%s --new", [["show", f"--url={ADDRESS}", "--new"]]),
            ("one &", [["one", ADDRESS]]),
            ("'not closed", []),
            ("", []),
        ],
    )
    def test_the_users_choice_comes_first(
        self, monkeypatch: pytest.MonkeyPatch, value: str, expected: list[list[str]]
    ) -> None:
        """$BROWSER, read as other programs read it."""
        monkeypatch.setenv("BROWSER", value)
        assert list(browser.commands(self.ADDRESS)) == expected

    @pytest.mark.usefixtures("headless")
    def test_then_what_the_system_has(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """macOS, WSL, a desktop; nothing without a display."""
        assert list(browser.commands(self.ADDRESS)) == []
        monkeypatch.setenv("DISPLAY", ":0")
        assert list(browser.commands(self.ADDRESS)) == [["xdg-open", self.ADDRESS]]
        monkeypatch.setattr(browser, "_is_wsl", lambda: True)
        assert next(browser.commands(self.ADDRESS)) == ["wslview", self.ADDRESS]
        monkeypatch.setattr(sys, "platform", "darwin")
        assert list(browser.commands(self.ADDRESS)) == [["open", self.ADDRESS]]

    def test_one_that_fails_is_no_browser(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The next one is tried."""
        for name, code in (("bad", 1), ("good", 0)):
            (tmp_path / name).write_text(
                f"#!/bin/sh\ntouch {tmp_path}/{name}.called\nexit {code}\n"
            )
            (tmp_path / name).chmod(0o755)
        monkeypatch.setenv("BROWSER", f"/no/such:{tmp_path}/bad:{tmp_path}/good")
        assert browser.open_report(tmp_path / "x.html", alone=True)
        assert (tmp_path / "bad.called").exists()
        assert (tmp_path / "good.called").exists()

    def test_one_that_needs_the_terminal_gets_it_only_when_it_is_free(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """While an exercise is watched, it is not."""
        (tmp_path / "w3m").write_text(f"#!/bin/sh\ntouch {tmp_path}/called\n")
        (tmp_path / "w3m").chmod(0o755)
        monkeypatch.setenv("BROWSER", str(tmp_path / "w3m"))
        monkeypatch.setenv("DISPLAY", "")
        monkeypatch.setenv("WAYLAND_DISPLAY", "")
        monkeypatch.setattr(browser, "_is_wsl", lambda: False)
        assert not browser.open_report(tmp_path / "x.html", alone=False)
        assert not (tmp_path / "called").exists()
        assert browser.open_report(tmp_path / "x.html", alone=True)
        assert (tmp_path / "called").exists()


class TestSolution:
    """The reference, once one has full marks."""

    @pytest.fixture(autouse=True)
    def reference(self, course: Path) -> Path:
        path = course / "solutions" / "lock" / "lock.py"
        (path.parent / "wrong").mkdir(parents=True)
        (path.parent / "wrong" / "no_lock.py").write_text("")
        path.write_text(REFERENCE)
        return path

    def test_is_not_shown_before(
        self, course: Path, grader: Callable[..., Any], grading: Callable[..., list[Any]]
    ) -> None:
        """Whatever the progress says: the file is graded as it is now."""
        Progress(course).update("lock", score=10, max_score=10)
        calls = grading(samples.lost_update())
        done = grader("solution", "lock")
        assert done.code == 1
        assert "The reference" not in done.out
        assert "2/10 points" in done.err
        assert "make watch EX=lock" in done.err
        assert len(calls) == 1

    @pytest.mark.parametrize("report", [samples.inconclusive, samples.unloadable])
    def test_is_not_shown_for_what_is_undecided_or_broken(
        self, grader: Callable[..., Any], grading: Callable[..., list[Any]], report: Any
    ) -> None:
        """Only positive evidence counts."""
        grading(report())
        done = grader("solution", "lock")
        assert done.code == 1
        assert "The reference" not in done.out

    def test_stands_after_ones_own(
        self, grader: Callable[..., Any], grading: Callable[..., list[Any]]
    ) -> None:
        """In a terminal of 80 columns; with no escape sequence in a pipe."""
        grading(samples.full_marks())
        done = grader("solution", "lock")
        assert done.code == 0
        assert done.out.index("A counter for many threads.") < done.out.index("The reference.")
        assert "Yours: exercises/lock/lock.py" in done.out
        assert "\x1b" not in done.out

    def test_stands_beside_it_where_there_is_room(
        self,
        grader: Callable[..., Any],
        grading: Callable[..., list[Any]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """From 150 columns."""
        monkeypatch.setenv("COLUMNS", "160")
        grading(samples.full_marks())
        lines = grader("solution", "lock").out.splitlines()
        assert [line for line in lines if "A counter for many" in line and "The reference." in line]

    def test_shows_the_difference_when_asked(
        self, grader: Callable[..., Any], grading: Callable[..., list[Any]]
    ) -> None:
        """As a unified diff, from one's own to the reference."""
        grading(samples.full_marks())
        done = grader("solution", "lock", "--diff")
        assert '-"""A counter for many threads."""' in done.out
        assert '+"""The reference."""' in done.out

    def test_says_when_there_is_no_difference(
        self, course: Path, grader: Callable[..., Any], grading: Callable[..., list[Any]]
    ) -> None:
        """One text is enough then."""
        (course / "exercises/lock/lock.py").write_text(REFERENCE)
        grading(samples.full_marks())
        done = grader("solution", "lock", "--diff")
        assert "Yours is the same as the reference." in done.out
        assert done.out.count("class Counter") == 1

    def test_a_course_without_solutions_says_so(
        self, reference: Path, grader: Callable[..., Any], grading: Callable[..., list[Any]]
    ) -> None:
        """Before anything is graded."""
        reference.unlink()
        calls = grading(samples.full_marks())
        done = grader("solution", "lock")
        assert done.code == 2
        assert "missing" in done.err
        assert calls == []

    def test_is_paged_on_a_terminal_when_it_is_long(self, course: Path, tmp_path: Path) -> None:
        """By $PAGER, with its colours; what is shown steers nothing."""
        stub = course / "exercises" / "lock" / "lock.py"
        stub.write_text("# \x1b[2J\n" + samples.SOURCE)
        pager = tmp_path / "pager"
        pager.write_text("#!/bin/sh\necho paged; cat\n")
        pager.chmod(0o755)
        script = FORETOLD.format(root=str(ROOT)).replace(
            "grading.Host = Host", "grading.grade = lambda *_, **__: samples.full_marks()"
        )
        command = [sys.executable, "-c", script, "solution", "lock"]
        with Pty(command, course, env=environment(PAGER=str(pager))) as terminal:
            terminal.until("paged")
            shown = terminal.until("The reference.")
            assert terminal.ended() == 0
        assert "\x1b[2J" not in shown
        assert "\\x1b[2J" in shown
        assert "\x1b[" in shown

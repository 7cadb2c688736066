"""The parts of `grader watch`, each for itself."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.text import Text

from grader.commands.watch.keys import Keys
from grader.commands.watch.regrading import PATIENCE, Graded, Regrading
from grader.commands.watch.saves import Saves
from grader.commands.watch.screen import Screen
from grader.commands.watch.view import View
from grader.errors import SubmissionError
from grader.wording import words_of
from tests import samples


class TestKeys:
    """Bytes as keys."""

    @pytest.mark.parametrize(
        ("data", "keys"),
        [
            (b"q", ["q"]),
            (b"hH", ["h", "h"]),
            (b"\x1b[A\x1bOB", ["up", "down"]),
            (b"\x1b[5~x\x1b[6~", ["page up", "x", "page down"]),
            (b"g", ["home"]),
            (b"G", ["end"]),
            (b"\x1b[<0;10;10M", []),  # a mouse, which nobody asked for
            (b"\x1b[200~", []),
            ("你好".encode(), []),
            (b"\xff\x00", []),
        ],
    )
    def test_are_told_by_name(self, data: bytes, keys: list[str]) -> None:
        """Letters by themselves; what means nothing is left out."""
        assert Keys().feed(data) == keys

    def test_come_in_whatever_portions(self) -> None:
        """A slow line may cut a sequence anywhere."""
        keys = Keys()
        assert [key for byte in b"\x1b[A\x1b[6~q" for key in keys.feed(bytes([byte]))] == [
            "up",
            "page down",
            "q",
        ]

    def test_a_lone_escape_swallows_no_key(self) -> None:
        """Pressed by itself, it means nothing; what is pressed next still counts."""
        keys = Keys()
        assert keys.feed(b"\x1b") == []
        assert keys.feed(b"q") == ["q"]


class TestView:
    """Lines for a terminal."""

    @pytest.mark.parametrize("language", ["en", "zh"])
    @pytest.mark.parametrize("rows", [1, 2, 4, 6, 7, 8, 24, 60])
    @pytest.mark.parametrize("columns", [1, 8, 20, 40, 80, 200])
    def test_fill_a_terminal_of_any_size(self, columns: int, rows: int, language) -> None:
        """As many lines as rows, none wider than the terminal (marks of style aside)."""
        view = View(words_of(language))
        view.place, view.status = "exercises/lock/lock.py", "提示 " * 9
        view.note = "a note that is rather long, " * 5
        view.show(Text("\n".join(f"line {n} 个中文字" for n in range(50))))
        frame = view.frame(columns, rows)
        assert len(frame) == rows
        assert all(cell_len(Text.from_ansi(line).plain) <= columns for line in frame)

    def test_stay_within_the_body(self) -> None:
        """Whatever is pressed, and when the body becomes shorter."""
        view = View(words_of("en"))
        view.show(Text("\n".join(map(str, range(30)))))
        assert view.frame(80, 14)[2:4] == ["0", "1"]
        assert view.scroll("end")
        assert view.frame(80, 14)[11] == "29"
        view.scroll("down")
        assert view.frame(80, 14)[11] == "29"
        view.scroll("page up")
        assert view.frame(80, 14)[2] == "12"
        assert view.frame(80, 60)[2] == "0"
        view.show(Text("short"))
        assert view.frame(80, 14)[2:4] == ["short", ""]
        assert not view.scroll("x")

    def test_name_the_keys_that_there_is_room_for(self) -> None:
        """Whole ones, the more needed first."""
        assert View(words_of("en")).frame(30, 8)[-1] == " h hint  o report  n next"

    def test_what_is_shown_steers_nothing(self) -> None:
        """A path or a note with an escape sequence is shown by its escape."""
        view = View(words_of("en"))
        view.place, view.note = "a\x1b[2Jb", "c\x07d\ne"
        frame = "".join(view.frame(80, 10))
        assert "a\\x1b[2Jb" in frame
        assert "c\\x07d e" in frame


class TestScreen:
    """Frames on a terminal."""

    def test_write_only_rows_that_changed(self) -> None:
        """So nothing flickers; an equal frame writes nothing."""
        reading, writing = os.pipe()
        screen = Screen(reading, writing)
        screen.draw(["one", "two", "three"])
        os.read(reading, 4096)
        screen.draw(["one", "2", "three"])
        written = os.read(reading, 4096).decode()
        assert "\x1b[2;1H" in written
        assert "one" not in written
        os.set_blocking(reading, False)
        screen.draw(["one", "2", "three"])
        with pytest.raises(BlockingIOError):
            os.read(reading, 4096)
        os.close(reading)
        os.close(writing)

    def test_escape_what_the_terminal_can_not_show(self) -> None:
        """Rather than send it bytes of another encoding."""
        reading, writing = os.pipe()
        Screen(reading, writing, "ascii").draw(["✓ é"])
        assert b"\\u2713 \\xe9" in os.read(reading, 4096)
        os.close(reading)
        os.close(writing)


class TestSaves:
    """Whether a file was saved."""

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        path = tmp_path / "lock.py"
        path.write_text("one")
        return path

    @pytest.fixture
    def watch(self, file: Path):
        """Watches ``file``; the event is set by each notice."""
        told = threading.Event()
        saves = Saves([file], told.set)
        yield saves, told
        saves.close()

    @pytest.mark.parametrize(
        "save",
        [
            lambda path: path.write_text("other"),
            lambda path: os.replace(_beside(path, "other"), path),
            lambda path: path.unlink(),
            lambda path: (path.rename(path.with_suffix(".bak")), path.write_text("one")),
        ],
        ids=["written", "renamed", "deleted", "moved away and written anew"],
    )
    def test_is_told_and_found(self, watch, file: Path, save: Callable[[Path], object]) -> None:
        """Promptly, by a notice of the system, whatever way it was done."""
        saves, told = watch
        while not told.is_set():  # the notices may not have begun yet
            save(file) if file.exists() else file.write_text("back")
            told.wait(0.5)
        assert saves.changed() == [file]
        assert saves.changed() == []

    def test_several_at_once_are_one(self, watch, file: Path) -> None:
        """What changed since the last question is one answer."""
        saves, _ = watch
        for text in ("two", "three!", "four!!"):
            file.write_text(text)
        assert saves.changed() == [file]
        assert saves.changed() == []

    def test_are_found_without_notices(self, file: Path) -> None:
        """A file behind a link, or on a file system that tells nothing, is looked at."""
        saves = Saves([file.parent / "link.py"], lambda: None)
        (file.parent / "link.py").symlink_to(file)
        assert saves.changed() == [file.parent / "link.py"]
        file.write_text("behind the link")
        assert saves.changed() == [file.parent / "link.py"]
        saves.close()

    def test_of_files_in_no_folder_are_waited_for(self, tmp_path: Path) -> None:
        """The folder may come later."""
        path = tmp_path / "later" / "lock.py"
        saves = Saves([path], lambda: None)
        assert saves.changed() == []
        path.parent.mkdir()
        path.write_text("")
        saves.notices()
        assert saves.changed() == [path]
        saves.close()


def _beside(path: Path, text: str) -> Path:
    other = path.with_name("new")
    other.write_text(text)
    return other


class FakeHost:
    """Grades when it is let, or ends when it is closed."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.closed = False
        self.gradings = 0

    def grade(self, submission: object, *, on_event: object) -> object:
        self.go.wait()
        self.go.clear()
        self.gradings += 1
        return samples.inconclusive() if self.closed else samples.full_marks()

    def close(self) -> None:
        self.closed = True
        self.go.set()


class TestRegrading:
    """The newest save, in the background."""

    @pytest.fixture(autouse=True)
    def parts(self) -> None:
        self.time = 100.0
        self.hosts: list[FakeHost] = []
        self.said: list[Graded] = []
        self.arrived = threading.Semaphore(0)
        self.regrading = Regrading(
            self.make,
            self.read,
            self.say,
            clock=lambda: self.time,  # type: ignore[arg-type]
        )

    def make(self) -> FakeHost:
        self.hosts.append(FakeHost())
        return self.hosts[-1]

    def read(self) -> object:
        raise SubmissionError("lock.py", "there is no such file", "Create it.")

    def say(self, graded: object) -> None:
        assert isinstance(graded, Graded)
        self.said.append(graded)
        self.arrived.release()

    def ended(self) -> tuple[bool, Graded]:
        """The next grading that ends, and whether its answer is wanted."""
        self.arrived.acquire()
        graded = self.said[-1]
        current = self.regrading.is_current(graded)
        self.regrading.ended(graded)
        return current, graded

    def test_keeps_its_warm_judge(self) -> None:
        """One host for one grading after the other."""
        for _ in range(3):
            self.regrading.ask()
            self.hosts[0].go.set()
            current, graded = self.ended()
            assert current
            assert graded.error is None
            assert isinstance(graded.submission, SubmissionError)
        assert len(self.hosts) == 1
        assert not self.regrading.busy

    def test_saves_during_a_grading_lead_to_one_more(self) -> None:
        """However many; and the answer that is out of date is not wanted."""
        for _ in range(5):
            self.regrading.ask()
        self.hosts[0].go.set()
        assert self.ended()[0] is False
        assert self.regrading.busy
        self.hosts[0].go.set()
        assert self.ended()[0] is True
        assert not self.regrading.busy
        assert [host.gradings for host in self.hosts] == [2]

    def test_a_grading_that_nobody_wants_is_ended_after_a_while(self) -> None:
        """Its judge goes with it; the next one has a fresh one."""
        self.regrading.ask()
        assert self.regrading.patience() is None
        self.regrading.ask()
        assert self.regrading.patience() == PATIENCE
        self.regrading.enforce()
        assert not self.hosts[0].closed
        self.time += PATIENCE
        assert self.regrading.patience() == 0
        self.regrading.enforce()
        assert self.hosts[0].closed
        assert self.ended()[0] is False
        assert len(self.hosts) == 2
        self.hosts[1].go.set()
        assert self.ended()[0] is True

    def test_nothing_is_left_when_it_is_closed(self) -> None:
        """What was running has ended."""
        self.regrading.ask()
        self.regrading.ask()
        self.regrading.close()
        assert self.hosts[0].closed
        assert not self.regrading.busy
        assert [thread for thread in threading.enumerate() if thread.name == "grading"] == []

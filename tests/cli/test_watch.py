"""`grader watch`, as a terminal meets it. The judge's answers are foretold."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.watching import PATIENCE, Pty, Tmux, environment, foretold

FIRST = "2 of 10 points"
"""What the sample's grading gives."""
FULL = "10 of 10 points"


@pytest.fixture
def stub(course: Path) -> Path:
    """The file that is watched."""
    return course / "exercises" / "lock" / "lock.py"


@pytest.fixture
def watched(course: Path, stub: Path):
    """The command in a terminal, with its first result."""
    with Pty(foretold("lock"), course) as terminal:
        terminal.until(FIRST)
        yield terminal


def test_grades_at_once_and_on_every_save(watched: Pty, stub: Path) -> None:
    """Whatever way the editor writes."""
    stub.write_text("# RIGHT save-into-the-file\n")
    watched.until("save-into-the-file")
    other = stub.with_name("lock.py.new")
    other.write_text("# RIGHT save-by-rename\n")
    os.replace(other, stub)
    watched.until("save-by-rename")
    stub.rename(stub.with_name("lock.py~"))
    stub.write_text("# RIGHT save-after-backup\n")
    watched.until("save-after-backup")
    watched.type("q")
    assert watched.ended() == 0


def test_a_folder_that_was_deleted_and_came_back_is_watched_on(
    watched: Pty, course: Path, stub: Path
) -> None:
    """As git does it when branches are switched."""
    folder = stub.parent
    folder.rename(course / "away")
    watched.until("there is no such file")
    (course / "away").rename(folder)
    watched.until(FIRST)
    stub.write_text("# RIGHT save-after-all\n")
    watched.until("save-after-all")


def test_a_file_that_is_gone_or_wrong_is_no_end(watched: Pty, stub: Path) -> None:
    """Each is a result like others, and the next save is graded."""
    stub.unlink()
    watched.until("there is no such file")
    stub.write_bytes(b"\x00\x01")
    watched.until("0 of ")
    stub.write_text("# RIGHT save-back\n")
    watched.until("save-back")


def test_an_exercise_that_is_broken_for_a_while_is_no_end(watched: Pty, stub: Path) -> None:
    """Its author may be at work: the error is shown, and the next save is graded."""
    stub.write_text("# AWAY\n")
    watched.until("its checks are away")
    toml = stub.with_name("exercise.toml")
    whole = toml.read_text()
    toml.write_text("title = 3\n")
    watched.until("Mend that key")
    toml.write_text(whole.replace("loses nothing", "is mended"))
    stub.write_text("# RIGHT\n")
    watched.until("is mended")


def test_a_save_during_a_grading_ends_it(watched: Pty, course: Path, stub: Path) -> None:
    """A loop without end is not waited for; what comes of it is never shown."""
    stub.write_text("# HANGS save-hanging\n")
    watched.until("grading")
    while not (course / "hanging").exists():
        assert watched.process.poll() is None
    stub.write_text("# RIGHT save-mended\n")
    assert "save-hanging" not in watched.until("save-mended")


def test_keys_while_a_grading_hangs(watched: Pty, course: Path, stub: Path) -> None:
    """The terminal answers all the same, and leaves at once."""
    stub.write_text("# HANGS\n")
    watched.until("grading")
    watched.type("h")
    watched.until("Which line is not one step?")
    watched.type("q")
    assert watched.ended() == 0
    assert watched.is_restored()


@pytest.mark.parametrize("key", ["q", "Q", "\x03", "\x04"])
def test_leaves_with_a_word_and_the_terminal_as_it_was(watched: Pty, key: str) -> None:
    """By q, Ctrl-C and Ctrl-D; Ctrl-C is a key here, so that make is not killed by it."""
    watched.type(key)
    assert watched.ended() == 0
    assert watched.is_restored()
    assert f"lock: {FIRST}".encode() in watched.seen.rpartition(b"\x1b[?1049l")[2]


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT], ids=str
)
def test_a_signal_leaves_the_terminal_as_it_was(watched: Pty, number: signal.Signals) -> None:
    """And the exit code says which it was, as shells do."""
    watched.signal(number)
    assert watched.ended() == 128 + number
    assert watched.is_restored()


def test_a_fault_of_ours_leaves_the_terminal_as_it_was(watched: Pty, stub: Path) -> None:
    """It is said after the terminal is back, so that it can be read."""
    stub.write_text("# BREAKS\n")
    assert watched.ended() == 3
    assert watched.is_restored()
    assert b"the grader failed" in watched.seen.rpartition(b"\x1b[?1049l")[2]


def test_is_suspended_and_goes_on(watched: Pty, stub: Path) -> None:
    """Ctrl-Z gives the terminal back; going on takes it over again."""
    # In a session without a shell the system ignores the stop, so both follow each other.
    watched.type("\x1a")
    watched.until("\x1b[?1049l")
    watched.until("\x1b[?1049h")
    watched.until(FIRST)
    stub.write_text("# RIGHT save-later\n")
    watched.until("save-later")


def test_a_terminal_that_is_gone_ends_it(course: Path) -> None:
    """A closed window leaves no process behind."""
    with Pty(foretold("lock"), course) as terminal:
        terminal.until(FIRST)
        controller, terminal.controller = terminal.controller, os.open(os.devnull, os.O_RDONLY)
        os.close(terminal.terminal)
        terminal.terminal = os.open(os.devnull, os.O_RDONLY)
        os.close(controller)
        assert terminal.process.wait(PATIENCE) != 0


def test_begins_with_the_next_exercise_of_the_path(course: Path) -> None:
    """Without a name, and goes on to the next one by a key."""
    with Pty(foretold(), course) as terminal:
        terminal.until("exercises/pool/pool.py")
        terminal.until(FIRST)
        terminal.type("n")
        terminal.until("exercises/lock/lock.py")
        terminal.until(FIRST)
        (course / "exercises" / "pool" / "pool.py").write_text("# RIGHT save-of-another\n")
        (course / "exercises" / "lock" / "lock.py").write_text("# RIGHT save-of-this\n")
        assert "save-of-another" not in terminal.until("save-of-this")


def test_gives_one_more_hint_by_a_key(watched: Pty, course: Path) -> None:
    """The same hints that `grader hint` counts."""
    watched.type("h")
    watched.until("Which line is not one step?")
    watched.type("h")
    watched.until("around it.")
    watched.type("h")
    watched.until("There are no more hints.")
    assert '"hints":2' in (course / ".grader" / "progress.json").read_text()


def test_opens_the_report_by_a_key(course: Path, tmp_path: Path) -> None:
    """$BROWSER is honoured, and gets the file's address; what it prints stays off the screen."""
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho noise; echo "$1" > "{tmp_path}/opened"\n')
    browser.chmod(0o755)
    with Pty(foretold("lock"), course, env=environment(BROWSER=str(browser))) as terminal:
        terminal.until(FIRST)
        terminal.type("o")
        assert "noise" not in terminal.until("Opened reports/lock.html")
    address = (course / "reports" / "lock.html").as_uri()
    assert (tmp_path / "opened").read_text().strip() == address


def test_says_where_the_report_is_without_a_browser(watched: Pty) -> None:
    """On a machine without a display."""
    watched.type("o")
    watched.until("No browser here. The report: reports/lock.html")


def test_grades_again_by_a_key(watched: Pty) -> None:
    """Without a save."""
    watched.type("r")
    watched.until("for the 2nd time")
    watched.type("r")
    watched.until("for the 3rd time")


def test_a_folder_that_may_not_be_written_costs_the_report_only(course: Path) -> None:
    """The result is shown, and what is not kept is said."""
    (course / "reports").write_text("in the way")
    (course / ".grader").write_text("in the way")
    with Pty(foretold("lock"), course) as terminal:
        terminal.until(FIRST)
        terminal.until("can't be written")
        terminal.type("h")
        terminal.until("Which line is not one step?")
        terminal.until("is not kept")
        terminal.type("h")
        terminal.until("around it.")
        terminal.type("q")
        assert terminal.ended() == 0


class TestWithoutTerminal:
    """In a pipe: plain text, no keys, until the input ends."""

    def test_prints_each_grading_until_the_input_ends(self, course: Path, stub: Path) -> None:
        """A line with the time, the result, and no escape sequence."""
        process = subprocess.Popen(
            foretold("lock"),
            cwd=course,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        seen = read_until(process, FIRST)
        stub.write_text("# RIGHT save-once-more\n")
        seen += read_until(process, FULL)
        rest, errors = process.communicate()
        assert process.returncode == 0
        assert errors == ""
        assert "save-once-more" in seen
        assert "\x1b" not in seen + rest
        assert (seen + rest).count("exercises/lock/lock.py\nLocks:") == 2

    def test_an_input_that_has_ended_gives_one_grading(self, course: Path) -> None:
        """So it never stays behind in a script."""
        done = subprocess.run(
            foretold("lock"),
            cwd=course,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0
        assert FIRST in done.stdout

    def test_an_interrupt_ends_it(self, course: Path) -> None:
        """With the code of an interrupt."""
        process = subprocess.Popen(
            foretold("lock"),
            cwd=course,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        read_until(process, FIRST)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
        process.communicate()

    def test_a_terminal_that_can_do_nothing_gets_plain_text(self, course: Path) -> None:
        """TERM=dumb, as in some editors."""
        with Pty(foretold("lock"), course, env=environment(TERM="dumb")) as terminal:
            assert "\x1b" not in terminal.until(FIRST)
            terminal.type("\x04")
            assert terminal.ended() == 0


def read_until(process: subprocess.Popen[str], text: str) -> str:
    """Lines of a process up to the one that holds ``text``."""
    assert process.stdout is not None
    seen = ""
    for line in process.stdout:
        seen += line
        if text in line:
            return seen
    raise AssertionError(f"{text!r} never came:\n{seen}")


class TestScreen:
    """What is to be seen, in tmux."""

    @pytest.fixture
    def tmux(self, course: Path, tmp_path: Path):
        """The command in a window of 80 columns and 20 rows."""
        line = " ".join(f"'{word}'" if " " not in word else "" for word in foretold("lock")[:1])
        script = tmp_path / "foretold.py"
        script.write_text(foretold("lock")[2])
        with Tmux(tmp_path, size=(80, 20)) as tmux:
            tmux.type(f"cd '{course}' && clear && {line} '{script}' watch lock", "Enter")
            tmux.until("lines 1 to")
            yield tmux

    def test_has_a_head_the_result_and_the_keys(self, tmux: Tmux) -> None:
        """Nothing is wider than the terminal, and nothing is torn."""
        screen = tmux.screen()
        assert screen[0].startswith(" exercises/lock/lock.py")
        assert FIRST in screen[0]
        assert screen[2] == "Locks: a counter that loses nothing"
        assert screen[19] == " h hint  o report  n next  r again  q quit  ↑↓ scroll"
        assert max(map(len, screen)) <= 80

    def test_scrolls_and_stays_within_the_result(self, tmux: Tmux) -> None:
        """To the end and back, not a line further."""
        tmux.type("Up", "Up")
        top = tmux.until("lines 1 to 16")
        tmux.type("End")
        end = tmux.until("(?m)↑ *$")
        assert [line for line in end[2:18] if "Next" in line]
        tmux.type("Down", "Down", "PageDown")
        tmux.type("g")
        assert tmux.until("lines 1 to 16") == top
        tmux.type("Down")
        moved = tmux.until("lines 2 to 17")
        assert moved[2:17] == top[3:18]

    def test_fits_another_size(self, tmux: Tmux) -> None:
        """Narrow, flat, and back."""
        whole = tmux.screen()
        tmux.resize(40, 10)
        small = tmux.until("lines 1 to 6 ")
        assert max(map(len, small)) <= 40
        tmux.resize(80, 4)
        tmux.until(r"\A\S.*\n.*\n.*\n h hint")
        tmux.resize(80, 20)
        tmux.until("lines 1 to 16")
        assert tmux.screen()[2:] == whole[2:]

    def test_the_shell_is_as_it_was(self, tmux: Tmux) -> None:
        """The result is gone, a word is left, and what is typed is shown."""
        tmux.type("q")
        tmux.until(rf"lock: {FIRST}")
        tmux.type("stty -a | tr ';' '\\n' | grep -c 'intr = ^C'", "Enter")
        screen = tmux.until(r"\b1\n")
        assert not [line for line in screen if "h hint" in line]
        tmux.type("echo to be seen", "Enter")
        tmux.until(r"echo to be seen\n.*to be seen")

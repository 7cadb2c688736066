"""`grader watch` in a terminal of the test's, with a foretold judge or the real one."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0
"""Seconds after which what was expected never comes: it only ends a test that has failed."""
FORETOLD = """
import sys, threading
sys.path.insert(0, {root!r})
import msgspec
from grader import grading
from grader.errors import CourseError, SubmissionError
from tests import samples

class Host:
    '''Foretells a grading by a word in the submitted text.'''

    def __init__(self, course, exercise):
        self.exercise, self.closed, self.count = exercise, threading.Event(), 0

    def grade(self, submission, *, on_event):
        text = str(submission) if isinstance(submission, SubmissionError) else submission.text
        if "HANGS" in text:
            open("hanging", "w").close()
            self.closed.wait()
        if "BREAKS" in text:
            raise ZeroDivisionError("a fault of ours")
        if "AWAY" in text:
            raise CourseError("lock", "its checks are away", "Bring them back.")
        if isinstance(submission, SubmissionError):
            report = msgspec.structs.replace(samples.unloadable(), problem=text)
        else:
            report = samples.full_marks() if "RIGHT" in text else samples.lost_update()
        marked = [word for word in text.split() if word.startswith("save-")]
        self.count += 1
        marked += {{2: ["for the 2nd time"], 3: ["for the 3rd time"]}}.get(self.count, [])
        title = " ".join([self.exercise.spec.title, *marked])
        return msgspec.structs.replace(report, exercise=self.exercise.slug, title=title)

    def close(self):
        self.closed.set()

grading.Host = Host
from grader.cli import main
main()
"""


def foretold(*arguments: str) -> list[str]:
    """The command with a judge whose answers are known."""
    return [sys.executable, "-c", FORETOLD.format(root=str(ROOT)), "watch", *arguments]


def environment(**changes: str) -> dict[str, str]:
    """Of a user with a usual terminal."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return kept | {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"} | changes


def as_from_a_shell() -> None:
    """In a child: take the terminal, and ignore nothing, whatever the tests were started under."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


class Pty:
    """A command in a terminal of its own; a context manager.

    Args:
        command: what to run.
        folder: where.
        size: columns and rows.
        env: its environment.
    """

    def __init__(
        self,
        command: list[str],
        folder: Path,
        *,
        size: tuple[int, int] = (80, 24),
        env: dict[str, str] | None = None,
    ) -> None:
        self.controller, self.terminal = pty.openpty()
        self.resize(*size)
        self.before = termios.tcgetattr(self.terminal)
        self.seen = b""
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment() if env is None else env,
            stdin=self.terminal,
            stdout=self.terminal,
            stderr=self.terminal,
            start_new_session=True,
            preexec_fn=as_from_a_shell,
        )

    def __enter__(self) -> Pty:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.terminal)
        os.close(self.controller)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size, which its processes are told."""
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self.controller, text.encode())

    def until(self, text: str) -> str:
        """Wait until the terminal was sent ``text``; all that came up to its end."""
        wanted = text.encode()
        deadline = time.monotonic() + PATIENCE
        while wanted not in self.seen:
            assert time.monotonic() < deadline, f"{text!r} never came:\n{self.seen!r}"
            if select.select([self.controller], [], [], 0.2)[0]:
                self.seen += os.read(self.controller, 1 << 16)
        found, _, self.seen = self.seen.partition(wanted)
        return (found + wanted).decode("utf-8", "replace")

    def ended(self) -> int:
        """Wait until the command has ended; its exit code."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < deadline, f"it does not end:\n{self.seen!r}"
            if select.select([self.controller], [], [], 0.05)[0]:
                self.seen += os.read(self.controller, 1 << 16)
        while select.select([self.controller], [], [], 0)[0]:
            self.seen += os.read(self.controller, 1 << 16)
        return self.process.wait()

    def is_restored(self) -> bool:
        """Whether the terminal's settings and its screen are what they were."""
        sent = self.seen.decode("utf-8", "replace")
        undone = all(sent.rfind(f"\x1b[?{mode}") > -1 for mode in ("1049l", "25h", "7h"))
        taken = any(sent.rfind(f"\x1b[?{mode}") > sent.rfind("\x1b[?1049l") for mode in ("1049h",))
        return undone and not taken and termios.tcgetattr(self.terminal) == self.before

    def signal(self, number: signal.Signals) -> None:
        """Send the command a signal."""
        self.process.send_signal(number)


class Tmux:
    """A tmux server of the test's own; a context manager. Fails where there is no tmux."""

    def __init__(self, folder: Path, *, size: tuple[int, int] = (80, 24)) -> None:
        self._socket = str(folder / "tmux.socket")
        columns, rows = size
        self._call("new-session", "-d", "-x", str(columns), "-y", str(rows), "-s", "t", "sh")

    def __enter__(self) -> Tmux:
        return self

    def __exit__(self, *_: object) -> None:
        self._call("kill-server")

    def type(self, *keys: str) -> None:
        """Press keys, by tmux's names."""
        self._call("send-keys", "-t", "t", *keys)

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        self._call("resize-window", "-t", "t", "-x", str(columns), "-y", str(rows))

    def screen(self) -> list[str]:
        """What is to be seen, line by line."""
        return self._call("capture-pane", "-p", "-t", "t").split("\n")

    def until(self, pattern: str) -> list[str]:
        """Wait until the screen shows ``pattern``; the screen."""
        deadline = time.monotonic() + PATIENCE
        while True:
            screen = self.screen()
            if re.search(pattern, "\n".join(screen)):
                return screen
            assert time.monotonic() < deadline, f"{pattern!r} never came:\n" + "\n".join(screen)

    def _call(self, *arguments: str) -> str:
        done: Any = subprocess.run(
            ["tmux", "-S", self._socket, *arguments],
            env=environment() | {"SHELL": "/bin/sh", "PS1": "$ "},
            capture_output=True,
            text=True,
            check=True,
        )
        return str(done.stdout)

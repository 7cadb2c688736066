"""How a CI system's log is written: one strategy a system.

Theory of operation (GitHub). The runner obeys every line of output that starts with ``::`` (and
older forms, anywhere in a line), wherever it comes from: a student's output, the name of a file,
the text of an exception. So commands are stopped from the first line on, by a word that nobody can
guess, and allowed only around those that are ours. Standard error goes where standard output
goes: the runner reads two pipes in no certain order, and a line of the other one might be read
while commands are allowed. It may come from any thread at any moment, so whatever makes a command
is taken out of it as well. Commands stay stopped when the process ends, so that what is said after
an unexpected error is covered too; the runner forgets about it with the step.

GitLab obeys escape sequences only, and text that went through ``harmless`` has none.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Iterable
from typing import Protocol

from grader.exporters.github import stop_token
from grader.kit.ci.formats import Format, detected
from grader.text import one_line


class Log(Protocol):
    """Writes to standard output."""

    def say(self, text: str) -> None:
        """Print lines, harmless but hostile."""

    def section(self, name: str, title: str, text: str) -> None:
        """Print lines that can be folded away.

        Args:
            name: identifier, for the system.
            title: what is seen when it is folded.
            text: harmless, but hostile lines.
        """

    def commands(self, lines: Iterable[str]) -> None:
        """Give workflow commands of ours; systems without them ignore this."""


class Plain:
    """No system that is known."""

    def say(self, text: str) -> None:
        """Print lines."""
        print(text, flush=True)

    def section(self, name: str, title: str, text: str) -> None:
        """Print lines below their title."""
        self.say(f"{text}\n")

    def commands(self, lines: Iterable[str]) -> None:
        """There are none."""


class GitHub(Plain):
    """GitHub Actions; commands are stopped from its making on."""

    def __init__(self) -> None:
        sys.stderr.flush()
        sys.stderr = Inert()
        self._stop()

    def section(self, name: str, title: str, text: str) -> None:
        """Print a group."""
        self.commands([f"::group::{one_line(title).replace('%', '%25')}"])
        self.say(text)
        self.commands(["::endgroup::"])

    def commands(self, lines: Iterable[str]) -> None:
        """Allow commands, give these, and stop them again."""
        print(f"::{self._token}::")
        for line in lines:
            print(line)
        self._stop()

    def _stop(self) -> None:
        self._token = stop_token()
        print(f"::stop-commands::{self._token}", flush=True)


class Inert(io.TextIOBase):
    """Writes to standard output, line by line, what can't be a workflow command."""

    def __init__(self) -> None:
        self._kept = ""

    def write(self, text: str) -> int:
        """Write the lines that are whole by now."""
        *lines, self._kept = (self._kept + text).split("\n")
        for line in lines:
            sys.stdout.write(self._shielded(line) + "\n")
        return len(text)

    def flush(self) -> None:
        """Write what there is, as a line of its own."""
        if self._kept:
            self.write("\n")
        sys.stdout.flush()

    @staticmethod
    def _shielded(line: str) -> str:
        return line.replace("\r", " ").replace("::", ": :").replace("##[", "## [")


class GitLab(Plain):
    """GitLab CI: sections that can be folded."""

    def section(self, name: str, title: str, text: str) -> None:
        """Print a collapsed section."""
        now = int(time.time())
        start = f"section_start:{now}:{name}[collapsed=true]"
        self.say(f"\x1b[0K{start}\r\x1b[0K{one_line(title)}\n{text}")
        self.say(f"\x1b[0Ksection_end:{now}:{name}\r\x1b[0K")


def log_for(format: Format | None) -> Log:
    """The log of ``format``, or of whoever runs this."""
    makers: dict[Format, type[Plain]] = {
        Format.GITHUB: GitHub,
        Format.GITLAB: GitLab,
        Format.PLAIN: Plain,
    }
    return makers[format or detected(os.environ)]()

"""A judge's process that is started before anybody knows what it shall judge.

Starting Python and importing the judge takes as long as starting the command itself, so the command
starts its judge first of all. It waits for the name of a session's file on its standard input; if
none comes, because there is nothing to judge after all, it ends with the command that started it.

Imports nothing of the grader, since whatever is imported here delays the start.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

MODULE = "grader.grading.judge"
WAIT = "-"
"""In place of the session's file: its name comes later."""
_KEPT = (
    *("PATH", "LANG", "LC_ALL", "TZ", "GRADER_ISOLATION", "SYSTEMROOT", "TMPDIR"),
    "XDG_CACHE_HOME",  # where what goes into the sandbox is kept
)


def judge_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of a judge: nothing of the user's that could change a verdict."""
    kept = {name: environ[name] for name in _KEPT if name in environ}
    return kept | {
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONIOENCODING": "utf-8:backslashreplace",
        "PYTHONPATH": str(Path(__file__).parent.parent),
        "PYTHONUTF8": "1",
    }


class Spare:
    """The process, while it waits.

    Raises:
        OSError: it can't be started.
    """

    def __init__(self) -> None:
        self.events, self.writing = os.pipe()
        """Where its lines can be read, and the number under which it writes them."""
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-s", "-m", MODULE, WAIT, str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env=judge_environment(os.environ),
                pass_fds=[self.writing],
                start_new_session=True,
            )
        except OSError:
            os.close(self.events)
            raise
        finally:
            os.close(self.writing)

    def send(self, session: Path) -> bool:
        """Tell it what to judge; whether it is still there to be told."""
        assert self.process.stdin is not None
        try:
            with self.process.stdin as pipe:
                pipe.write(os.fsencode(session))
        except OSError:
            return False
        return True

    def drop(self) -> None:
        """End it: there is nothing to judge."""
        self.process.kill()
        self.process.wait()
        os.close(self.events)


def start() -> None:
    """Start one for whoever takes it. That it can't be started is told when a judge is wanted."""
    with suppress(OSError):
        _waiting.append(Spare())


def take() -> Spare | None:
    """The one that waits, if there is one."""
    return _waiting.pop() if _waiting else None


_waiting: list[Spare] = []

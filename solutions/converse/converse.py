"""Reference solution of `converse`."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Sequence
from typing import NamedTuple


class Conversation(NamedTuple):
    """What the program said, and how it ended."""

    exit_code: int
    stdout: str
    stderr: str


def converse(argv: Sequence[str], lines: Sequence[str], timeout: float | None) -> Conversation:
    """Run the program `argv`, send it `lines`, and return all that it says."""
    text = "".join(line if line.endswith("\n") else line + "\n" for line in lines)
    # A list and no shell: each argument arrives as it stands, whatever characters it holds.
    # Bytes, not text=True: text mode would turn every "\r\n" into "\n" on the way.
    with subprocess.Popen(
        list(argv),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A session of its own: the program and all that it starts form one process group,
        # which a single signal reaches. Killing the program alone would leave its children.
        start_new_session=True,
    ) as process:
        try:
            # communicate() writes and reads all three pipes at the same time. Each pipe holds
            # about 64 KiB; whoever waits for one of them while the other side waits for
            # another waits forever.
            out, err = process.communicate(text.encode(), timeout)
        except subprocess.TimeoutExpired:
            _kill_all(process)
            # What was said until then is still in the pipes: read it to the end.
            out, err = process.communicate()
            raise subprocess.TimeoutExpired(argv, timeout, _text(out), _text(err)) from None
        except BaseException:
            # Ctrl-C, for example: leave nothing behind then, either.
            _kill_all(process)
            raise
    return Conversation(process.returncode, _text(out), _text(err))


def _kill_all(process: subprocess.Popen[bytes]) -> None:
    """Kill every process of the program's group."""
    # They may have ended by themselves in the meantime.
    with contextlib.suppress(ProcessLookupError):
        # The group's number is the program's pid. It is still ours, because nobody has waited
        # for the program yet.
        os.killpg(process.pid, signal.SIGKILL)


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")

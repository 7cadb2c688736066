"""Wrong: on timeout it raises, and leaves the program running."""

import os
import signal
import subprocess
from typing import NamedTuple


class Conversation(NamedTuple):
    exit_code: int
    stdout: str
    stderr: str


def full(lines):
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines).encode()


def converse(argv, lines, timeout):
    process = subprocess.Popen(
        argv,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        out, err = process.communicate(full(lines), timeout)
    except subprocess.TimeoutExpired as late:
        raise subprocess.TimeoutExpired(
            argv,
            timeout,
            (late.stdout or b"").decode(errors="replace"),
            (late.stderr or b"").decode(errors="replace"),
        ) from None
    return Conversation(
        process.returncode, out.decode(errors="replace"), err.decode(errors="replace")
    )

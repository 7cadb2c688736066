"""Wrong: turns a missing program into an exit code, as a shell does."""

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
    try:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        return Conversation(127, "", str(error))
    with process:
        try:
            out, err = process.communicate(full(lines), timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, err = process.communicate()
            raise subprocess.TimeoutExpired(
                argv, timeout, out.decode(errors="replace"), err.decode(errors="replace")
            ) from None
    return Conversation(
        process.returncode, out.decode(errors="replace"), err.decode(errors="replace")
    )

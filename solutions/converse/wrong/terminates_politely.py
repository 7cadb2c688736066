"""Wrong: on timeout it sends SIGTERM, which a program may ignore."""

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
    with subprocess.Popen(
        argv,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(full(lines), timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGTERM)
            out, err = process.communicate()
            raise subprocess.TimeoutExpired(
                argv, timeout, out.decode(errors="replace"), err.decode(errors="replace")
            ) from None
    return Conversation(
        process.returncode, out.decode(errors="replace"), err.decode(errors="replace")
    )

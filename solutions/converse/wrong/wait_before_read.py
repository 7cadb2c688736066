"""Wrong: waits for the program's end before it reads what the program says."""

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
        late = False
        try:
            process.stdin.write(full(lines))
            process.stdin.close()
        except BrokenPipeError:
            pass
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            late = True
            os.killpg(process.pid, signal.SIGKILL)
        out = process.stdout.read().decode(errors="replace")
        err = process.stderr.read().decode(errors="replace")
    if late:
        raise subprocess.TimeoutExpired(argv, timeout, out, err)
    return Conversation(process.returncode, out, err)

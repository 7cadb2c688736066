"""Wrong: reads stdout to its end, then stderr."""

import threading
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
        late = threading.Event()

        def kill():
            late.set()
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(timeout, kill)
        timer.start()

        def send():
            try:
                process.stdin.write(full(lines))
                process.stdin.close()
            except BrokenPipeError:
                pass

        sender = threading.Thread(target=send)
        sender.start()
        out = process.stdout.read().decode(errors="replace")
        err = process.stderr.read().decode(errors="replace")
        sender.join()
        process.wait()
        timer.cancel()
        timer.join()
    if late.is_set():
        raise subprocess.TimeoutExpired(argv, timeout, out, err)
    return Conversation(process.returncode, out, err)

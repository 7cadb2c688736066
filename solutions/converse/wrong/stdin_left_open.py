"""Wrong: sends the lines but never closes the program's stdin."""

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
    process = subprocess.Popen(
        argv,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    parts = {}

    def read(stream):
        parts[stream] = stream.read()

    def send():
        try:
            process.stdin.write(full(lines))
            process.stdin.flush()
        except BrokenPipeError:
            pass

    threads = [threading.Thread(target=read, args=(s,)) for s in (process.stdout, process.stderr)]
    threads.append(threading.Thread(target=send))
    for thread in threads:
        thread.start()
    late = False
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        late = True
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for thread in threads:
        thread.join()
    try:
        process.stdin.close()
    except BrokenPipeError:
        pass
    out = parts[process.stdout].decode(errors="replace")
    err = parts[process.stderr].decode(errors="replace")
    process.stdout.close()
    process.stderr.close()
    if late:
        raise subprocess.TimeoutExpired(argv, timeout, out, err)
    return Conversation(process.returncode, out, err)

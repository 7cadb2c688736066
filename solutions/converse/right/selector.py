"""`converse` with one loop over a selector, and no thread."""

import os
import selectors
import signal
import subprocess
import time
from dataclasses import dataclass


@dataclass
class Conversation:
    exit_code: int
    stdout: str
    stderr: str


def converse(argv, lines, timeout):
    pending = memoryview(b"".join(line.removesuffix("\n").encode() + b"\n" for line in lines))
    deadline = None if timeout is None else time.monotonic() + timeout
    process = subprocess.Popen(
        argv,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    said = {process.stdout: bytearray(), process.stderr: bytearray()}
    late = False
    with selectors.DefaultSelector() as selector:
        for stream in said:
            selector.register(stream, selectors.EVENT_READ)
        os.set_blocking(process.stdin.fileno(), False)
        selector.register(process.stdin, selectors.EVENT_WRITE)
        while selector.get_map():
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0 and not late:
                late = True
                os.killpg(process.pid, signal.SIGKILL)
            for key, _ in selector.select(None if late else left):
                if key.fileobj is process.stdin:
                    try:
                        pending = pending[os.write(key.fd, pending[:65536]) :]
                    except BlockingIOError:
                        pass
                    except BrokenPipeError:
                        pending = memoryview(b"")
                    if not pending:
                        selector.unregister(process.stdin)
                        process.stdin.close()
                elif chunk := os.read(key.fd, 65536):
                    said[key.fileobj] += chunk
                else:
                    selector.unregister(key.fileobj)
                    key.fileobj.close()
    try:
        process.wait(None if late or deadline is None else max(0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        late = True
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    out, err = (bytes(data).decode(errors="replace") for data in said.values())
    if late:
        raise subprocess.TimeoutExpired(argv, timeout, out, err)
    return Conversation(process.returncode, out, err)

"""Wrong: never closes the reading end."""

import os
import pickle
from typing import Any, NamedTuple


class ChildReport(NamedTuple):
    pid: int
    exit_code: int
    value: Any


def run_in_child(func):
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            data = pickle.dumps(func())
            with os.fdopen(w, "wb") as pipe:
                pipe.write(data)
            code = 0
        finally:
            os._exit(code)
    os.close(w)
    data = b""
    while chunk := os.read(r, 1 << 16):
        data += chunk
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return ChildReport(pid, code, pickle.loads(data) if code == 0 and data else None)

"""Wrong: catches Exception alone: SystemExit climbs on into the caller's code."""

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
        os.close(r)
        try:
            data = pickle.dumps(func())
        except Exception:
            os._exit(1)
        with os.fdopen(w, "wb") as pipe:
            pipe.write(data)
        os._exit(0)
    os.close(w)
    with os.fdopen(r, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return ChildReport(pid, code, pickle.loads(data) if code == 0 and data else None)

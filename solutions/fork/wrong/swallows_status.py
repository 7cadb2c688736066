"""Wrong: takes every child that sent nothing for one that raised."""

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
        try:
            os.close(r)
            data = pickle.dumps(func())
            with os.fdopen(w, "wb") as pipe:
                pipe.write(data)
        finally:
            os._exit(0)
    os.close(w)
    with os.fdopen(r, "rb") as pipe:
        data = pipe.read()
    os.waitpid(pid, 0)
    if not data:
        return ChildReport(pid, 1, None)
    return ChildReport(pid, 0, pickle.loads(data))

"""Wrong: nobody waits for the child."""

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
            os.close(r)
            data = pickle.dumps((0, func()))
            code = 0
        except BaseException:
            data = pickle.dumps((1, None))
        finally:
            with os.fdopen(w, "wb") as pipe:
                pipe.write(data)
            os._exit(code)
    os.close(w)
    with os.fdopen(r, "rb") as pipe:
        data = pipe.read()
    if not data:
        return ChildReport(pid, -9, None)
    code, value = pickle.loads(data)
    return ChildReport(pid, code, value)

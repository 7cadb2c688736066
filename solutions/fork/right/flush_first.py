"""`fork` that flushes before it forks, so the child may flush what func printed."""

import os
import pickle
import sys
from typing import Any, NamedTuple


class ChildReport(NamedTuple):
    pid: int
    exit_code: int
    value: Any


def run_in_child(func):
    sys.stdout.flush()
    sys.stderr.flush()
    r, w = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            try:
                answer = pickle.dumps((True, func()))
            except BaseException:
                answer = pickle.dumps((False, None))
            with open(w, "wb") as out:
                out.write(answer)
            sys.stdout.flush()
            os._exit(0 if pickle.loads(answer)[0] else 1)
        finally:
            os._exit(1)
    os.close(w)
    with open(r, "rb") as source:
        try:
            good, value = pickle.load(source)
        except EOFError:
            good, value = False, None
    _, status = os.waitpid(pid, 0)
    return ChildReport(pid, os.waitstatus_to_exitcode(status), value if good else None)

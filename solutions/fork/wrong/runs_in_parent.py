"""Wrong: calls func in the parent, and forks a child that does nothing."""

import os
import pickle
from typing import Any, NamedTuple


class ChildReport(NamedTuple):
    pid: int
    exit_code: int
    value: Any


def run_in_child(func):
    try:
        value = func()
        pickle.dumps(value)
        code = 0
    except BaseException:
        value, code = None, 1
    pid = os.fork()
    if pid == 0:
        os._exit(code)
    _, status = os.waitpid(pid, 0)
    return ChildReport(pid, os.waitstatus_to_exitcode(status), value)

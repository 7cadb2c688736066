"""Restores, but not after an error.

restored_after_error: left-behind
reused_thread: nothing
"""

import threading
from contextlib import contextmanager

_local = threading.local()


def current_student():
    name = getattr(_local, "name", None)
    if name is None:
        raise LookupError
    return name


@contextmanager
def as_student(name):
    before = getattr(_local, "name", None)
    _local.name = name
    yield
    _local.name = before

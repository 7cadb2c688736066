"""`as_student` sets and never restores.

reused_thread: left-behind
restored_after_error: left-behind
two_students: nothing
"""

import threading
from contextlib import contextmanager

_local = threading.local()


def set_student(name):
    _local.name = name


def current_student():
    try:
        return _local.name
    except AttributeError:
        raise LookupError("no student in this thread") from None


@contextmanager
def as_student(name):
    set_student(name)
    yield

"""as_student() does not put back after an error."""

import threading
from contextlib import contextmanager

_local = threading.local()


def set_student(name):
    _local.student = name


def current_student():
    try:
        return _local.student
    except AttributeError:
        raise LookupError("no student in this thread") from None


def greet():
    return f"Hello, {current_student()} (in {threading.current_thread().name})"


@contextmanager
def as_student(name):
    before = getattr(_local, "student", None)
    set_student(name)
    yield
    if before is None:
        del _local.student
    else:
        set_student(before)

"""A global variable."""

import threading
from contextlib import contextmanager

class _Student:
    pass


_local = _Student()


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
    try:
        yield
    finally:
        if before is None:
            del _local.student
        else:
            set_student(before)

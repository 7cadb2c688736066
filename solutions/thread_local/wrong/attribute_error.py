"""AttributeError instead of LookupError."""

import threading
from contextlib import contextmanager

_local = threading.local()


def set_student(name):
    _local.student = name


def current_student():
    return _local.student


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

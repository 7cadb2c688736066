"""as_student() leaves the student behind."""

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
    set_student(name)
    yield

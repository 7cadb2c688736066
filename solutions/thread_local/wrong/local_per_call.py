"""A new threading.local() in each call."""

import threading
from contextlib import contextmanager


def set_student(name):
    local = threading.local()
    local.student = name


def current_student():
    local = threading.local()
    try:
        return local.student
    except AttributeError:
        raise LookupError("no student in this thread") from None


def greet():
    return f"Hello, {current_student()} (in {threading.current_thread().name})"


@contextmanager
def as_student(name):
    local = threading.local()
    local.student = name
    try:
        yield
    finally:
        del local.student

"""Another style: contextvars; each thread starts with a context of its own."""

import contextlib
import contextvars
import threading

_student = contextvars.ContextVar("student")


class NoStudent(LookupError):
    pass


def set_student(name):
    _student.set(name)


def current_student():
    name = _student.get(None)
    if name is None:
        raise NoStudent("this thread has no student")
    return name


def greet():
    return f"Hello, {current_student()} (in {threading.current_thread().name})"


@contextlib.contextmanager
def as_student(name):
    token = _student.set(name)
    try:
        yield name
    finally:
        _student.reset(token)

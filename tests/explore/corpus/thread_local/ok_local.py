"""`threading.local`, restored in `finally`.

two_students: nothing
unset_in_new_thread: nothing
reused_thread: nothing
restored_after_error: nothing
greetings: nothing
"""

import threading
from contextlib import contextmanager

_local = threading.local()
_MISSING = object()


def set_student(name):
    _local.name = name


def current_student():
    try:
        return _local.name
    except AttributeError:
        raise LookupError("no student is set in this thread") from None


def greet():
    return f"Hello, {current_student()} (in {threading.current_thread().name})"


@contextmanager
def as_student(name):
    before = getattr(_local, "name", _MISSING)
    _local.name = name
    try:
        yield
    finally:
        if before is _MISSING:
            del _local.name
        else:
            _local.name = before

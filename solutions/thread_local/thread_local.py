"""Reference: one threading.local for the module, and a context manager that puts back."""

import threading
from contextlib import contextmanager

# One object, made once. Its attributes are separate for each thread, and go when the
# thread ends: no lock is needed, and nothing is left to clean up.
_local = threading.local()


def set_student(name):
    """Set the student of the thread that calls this."""
    _local.student = name


def current_student():
    """Return the student of the thread that calls this, or raise LookupError."""
    try:
        return _local.student
    except AttributeError:
        thread = threading.current_thread().name
        raise LookupError(f"no student is set in the thread {thread}") from None


def greet():
    """Return "Hello, NAME (in THREAD)": both are known without being passed in."""
    return f"Hello, {current_student()} (in {threading.current_thread().name})"


@contextmanager
def as_student(name):
    """Inside the ``with`` block the student is ``name``; afterwards all is as before."""
    had_one = hasattr(_local, "student")
    before = getattr(_local, "student", None)
    _local.student = name
    try:
        yield
    finally:  # also when the block raises; the exception then goes on
        if had_one:
            _local.student = before
        else:
            del _local.student  # "none" is not the same as a student called None

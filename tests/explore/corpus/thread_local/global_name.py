"""One global for all threads.

two_students: other-thread's
greetings: other-thread's
unset_in_new_thread: default-leaks
"""

import threading

_name = None


def set_student(name):
    global _name
    _name = name


def current_student():
    if _name is None:
        raise LookupError("no student")
    return _name


def greet():
    return f"Hello, {current_student()} (in {threading.current_thread().name})"

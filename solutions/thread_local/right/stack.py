"""Another style: a subclass of threading.local that holds a stack, and a class-based manager."""

import threading


class _Students(threading.local):
    def __init__(self):  # called once in each thread
        self.stack = [[]]


_students = _Students()


def set_student(name):
    _students.stack[-1] = [name]


def current_student():
    if not _students.stack[-1]:
        raise LookupError("no student: call set_student() in this thread first")
    return _students.stack[-1][0]


def greet():
    return f"Hello, {current_student()} (in {threading.current_thread().name})"


class as_student:  # noqa: N801
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        _students.stack.append([self.name])
        return self.name

    def __exit__(self, kind, error, traceback):
        _students.stack.pop()

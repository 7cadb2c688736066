"""The name is an attribute of the current thread object.

two_students: nothing
greetings: nothing
"""

import threading


def set_student(name):
    threading.current_thread().student = name


def current_student():
    return threading.current_thread().student


def greet():
    thread = threading.current_thread()
    return f"Hello, {thread.student} (in {thread.name})"

"""A dictionary by thread name, and names are not unique.

same_names: other-thread's
greetings: nothing
"""

import threading

_names = {}


def set_student(name):
    _names[threading.current_thread().name] = name


def current_student():
    return _names[threading.current_thread().name]


def greet():
    me = threading.current_thread()
    return "Hello, %s (in %s)" % (_names[me.name], me.name)

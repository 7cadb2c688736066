"""A local that holds one shared dictionary for all.

two_students: other-thread's
"""

import threading

_shared = {}


class Local(threading.local):
    def __init__(self):
        self.data = _shared


_local = Local()


def set_student(name):
    _local.data["name"] = name


def current_student():
    return _local.data["name"]

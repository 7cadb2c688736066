"""A metaclass makes the one instance under a lock.

one_config: nothing
"""

import threading


class Single(type):
    _made = {}
    _lock = threading.Lock()

    def __call__(cls, *args):
        with cls._lock:
            if cls not in cls._made:
                cls._made[cls] = super().__call__(*args)
        return cls._made[cls]


class Config(metaclass=Single):
    def __init__(self):
        self.name = "main"


get_config = Config

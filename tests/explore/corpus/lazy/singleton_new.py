"""A singleton by `__new__`, without a lock.

one_config: made-twice, half-made
"""


class Config:
    _instance = None

    def __new__(cls):
        if cls._instance is None:
            cls._instance = super().__new__(cls)
            cls._instance.name = "main"
        return cls._instance


def get_config():
    return Config()

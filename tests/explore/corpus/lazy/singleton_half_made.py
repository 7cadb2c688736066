"""The object is published first and filled in afterwards.

one_config: half-made
"""

import threading

_lock = threading.Lock()
_config = None


class Config:
    name = None


def get_config():
    global _config
    if _config is None:
        with _lock:
            if _config is None:
                _config = Config()
                _config.name = "main"
    return _config

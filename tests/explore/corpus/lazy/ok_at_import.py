"""Made when the module is imported.

one_config: nothing
"""

from types import SimpleNamespace

_CONFIG = SimpleNamespace(name="main")


def get_config():
    return _CONFIG

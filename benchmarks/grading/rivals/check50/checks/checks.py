"""The plain tests as checks of check50, each in a process of its own."""

import importlib
import sys
from pathlib import Path

import check50


def check(body, slug):
    def run():
        sys.path.insert(0, str(Path.cwd()))
        body(importlib.import_module(slug))

    run.__name__ = run.__doc__ = body.__name__
    run.__module__ = __name__
    return check50.check()(run)


for file in Path(__file__).parent.parent.glob("*_plain.py"):
    sys.path.insert(0, str(file.parent))
    plain = importlib.import_module(file.stem)
    for name, body in list(vars(plain).items()):
        if name.startswith("test_"):
            globals()[name] = check(body, file.stem.removesuffix("_plain"))

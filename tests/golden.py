"""Files that say what an output must be. With UPDATE_GOLDEN=1 they are written anew (and the
test still fails, so that an update never passes unseen)."""

from __future__ import annotations

import os
from pathlib import Path


def assert_golden(path: Path, actual: str) -> None:
    """Compare ``actual`` with the file at ``path``."""
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(actual, "utf-8")
        raise AssertionError(f"{path.name} was written anew: read the difference, run it again")
    assert path.read_text("utf-8") == actual

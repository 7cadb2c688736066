"""What the machine must offer, so that no test can pass by not running."""

from __future__ import annotations

import os
import shutil


def test_ci_has_the_full_sandbox() -> None:
    """Continuous integration without bubblewrap would test the fallbacks only."""
    in_ci = os.environ.get("CI", "").lower() == "true"
    assert not in_ci or shutil.which("bwrap"), "install bubblewrap (see .ci/run)"

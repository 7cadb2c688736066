"""Are the checks good enough? Wrong solutions made by machine, and which of them get away.

:mod:`grader.mutation.hunt` derives mutants from each reference and grades them. Needs LibCST, a
development extra; :func:`require` says so where it is missing.
"""

from __future__ import annotations

import importlib.util

from grader.errors import UsageError


def require() -> None:
    """Make sure that mutants can be derived.

    Raises:
        UsageError: LibCST is missing.
    """
    if importlib.util.find_spec("libcst") is None:
        raise UsageError(
            "--mutants",
            "it needs LibCST, which is not installed",
            "Install the development extras: pip install -e '.[dev]'.",
        )

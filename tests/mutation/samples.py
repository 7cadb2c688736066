"""Making mutants of small texts."""

from __future__ import annotations

import textwrap

from grader.mutation.mutant import Mutant, mutants_of
from grader.mutation.operators import OPERATORS

BY_NAME = {operator.name: operator for operator in OPERATORS}


def made(operator: str, source: str) -> list[Mutant]:
    """The mutants that one operator makes of ``source``."""
    return list(mutants_of(textwrap.dedent(source).lstrip(), [BY_NAME[operator]]))


def texts(operator: str, source: str) -> list[str]:
    """Their texts."""
    return [mutant.source for mutant in made(operator, source)]


def code(source: str) -> str:
    """A text as it stands in a test, without the indent that it has there."""
    return textwrap.dedent(source).lstrip()

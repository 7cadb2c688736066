"""The mistakes that mutants are made of: one file a family, each with its ``OPERATORS``."""

from grader.mutation.mutant import Operator
from grader.mutation.operators import (
    arguments,
    conditions,
    counts,
    errors,
    kinds,
    lifecycle,
    locks,
    sections,
    waiting,
)

OPERATORS: tuple[Operator, ...] = tuple(
    operator
    for family in (
        locks,
        sections,
        waiting,
        lifecycle,
        errors,
        kinds,
        counts,
        arguments,
        conditions,
    )
    for operator in family.OPERATORS
)
"""All of them. Of two that make the same mutant the first one names it."""

__all__ = ["OPERATORS", "Operator"]

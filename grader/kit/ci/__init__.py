"""Templates for continuous integration."""

from __future__ import annotations

from grader.kit.facts import KitFacts


def files(facts: KitFacts) -> dict[str, bytes]:
    """Everything for CI, by path."""
    return {}

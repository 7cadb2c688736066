"""Grading by continuous integration: the templates of a kit, and what ``grader ci`` does.

docs/CI.md is the instructor's guide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.kit.facts import KitFacts


def files(facts: KitFacts) -> dict[str, bytes]:
    """Everything in a kit that is for CI: relative path to content."""
    from grader.kit.ci.rendering import rendered_files

    return rendered_files(facts)

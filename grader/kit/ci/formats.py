"""The CI systems that are known. Imports nothing, since declaring an option needs it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Format(StrEnum):
    """Whose log it is."""

    GITHUB = "github"
    GITLAB = "gitlab"
    PLAIN = "plain"


def detected(environment: Mapping[str, str]) -> Format:
    """The system that runs this, by the variables that each sets."""
    if environment.get("GITHUB_ACTIONS") == "true":
        return Format.GITHUB
    return Format.GITLAB if environment.get("GITLAB_CI") == "true" else Format.PLAIN

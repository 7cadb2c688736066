"""What is known beforehand of the jobs that a sandbox will get: it only makes them faster."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from grader.model import Record


class Outlook(Record, frozen=True):
    """The jobs around one submission."""

    module: str
    """As in ``wire.Job``."""
    scenarios: str
    """As in ``wire.Job``."""
    explores: bool
    """Whether the explorer will be asked for."""


def worth_loading(
    names: Iterable[str], on_demand: Mapping[str, str], texts: Iterable[str]
) -> list[str]:
    """Leave out modules that no text speaks of; a child that needs one imports it itself.

    Args:
        names: of modules, in order.
        on_demand: modules and packages that are dear, each with the word that asks for it.
        texts: sources in Python, read for words only.
    """
    words = {word for text in texts for word in re.findall(r"\w+", text)}
    spared = tuple(name for name, word in on_demand.items() if word not in words)
    return [
        name
        for name in names
        if not any(name == one or name.startswith(f"{one}.") for one in spared)
    ]

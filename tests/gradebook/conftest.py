"""A gradebook with a clock that stands still until it is told otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grader.gradebook import Gradebook

BEGIN = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Clock:
    """Goes on by a second with each look."""

    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the book lies."""
    return tmp_path / "gradebook.sqlite"


@pytest.fixture
def book(path: Path) -> Iterator[Gradebook]:
    """A new book."""
    with Gradebook.open(path, create=True, clock=Clock()) as opened:
        yield opened

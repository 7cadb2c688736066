"""Sandboxes around a file that a test writes down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox import Keeper, RunResult
from grader.wire import Job

Start = Callable[..., Keeper]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Write a submission and keep a sandbox around it."""
    keepers: list[Keeper] = []

    def starter(source: str, **options: Any) -> Keeper:
        folder = tmp_path / f"submission{len(keepers)}"
        folder.mkdir()
        (folder / "task.py").write_text(source, "utf-8")
        keepers.append(Keeper(folder, **options))
        return keepers[-1]

    yield starter
    for keeper in keepers:
        keeper.close()


@pytest.fixture
def run() -> Callable[..., RunResult]:
    """Run a scenario; by default the one that calls ``attack``."""

    def runner(
        keeper: Keeper,
        scenario: str = "def f(student):\n    return student.attack()\n",
        *,
        mode: Any = "plain",
        soft: float = 10.0,
        cpu: float = 10.0,
        until_still: bool = False,
        **params: Any,
    ) -> RunResult:
        job = Job(mode=mode, module="task", scenarios=scenario, function="f", params=params)
        return keeper.run(job, soft_timeout=soft, cpu_limit=cpu, until_still=until_still)

    return runner

"""Runs the situations in fresh processes, on an idle and on a busy machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SITUATIONS = Path(__file__).with_name("situations.py")
Situation = Callable[..., Any]


@pytest.fixture(scope="module", params=["idle", "busy"])
def load(request: pytest.FixtureRequest) -> Iterator[str]:
    """Runs the tests that ask for it twice: on a machine with time, and with every core busy."""
    loops = []
    if request.param == "busy":
        for _ in range(os.cpu_count() or 1):
            loops.append(subprocess.Popen([sys.executable, "-c", "while True: pass"]))
    yield request.param
    for loop in loops:
        loop.kill()
        loop.wait()


@pytest.fixture
def situation() -> Situation:
    """Runs a function of ``situations.py`` in a process of its own; returns what it returns."""

    def run(name: str, **arguments: Any) -> Any:
        ran = subprocess.run(
            [sys.executable, "-W", "ignore", str(SITUATIONS), name, json.dumps(arguments)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    return run

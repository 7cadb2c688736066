"""An unlocked counter is found out in whatever way it reads and writes its value.

Each file of ``evasions/`` is a counter whose ``add`` loses updates; what is special about it is
how it gets around the ways in which the explorer sees an access. ``evasions.toml`` says what must
come of it: ``race`` (the lost update is found), ``unsupported`` (the exploration ends, with a
reason) or ``patched`` (what was replaced is reported; the check then fails).
"""

from __future__ import annotations

import multiprocessing
import tomllib
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from grader.student.explore import Options, Source, explore

HERE = Path(__file__).parent
EXPECTED: dict[str, str] = tomllib.loads((HERE / "evasions.toml").read_text())
SCENARIO = """
import threading


def adders(student):
    counter = student.Counter()
    threads = [threading.Thread(target=lambda: counter.add(1)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return counter.value
"""


def outcome_of(text: str) -> str:
    """What an exploration of the counter comes to, in one of the table's words."""
    here, there = multiprocessing.Pipe(duplex=False)
    context = multiprocessing.get_context("fork")
    process = context.Process(target=_explore, args=(text, there))
    process.start()
    there.close()
    try:
        found: dict[str, Any] = here.recv()
    finally:
        process.join()
    if found["patched"]:
        return "patched"
    values = [outcome["value"] for outcome in found["outcomes"] if outcome["kind"] == "returned"]
    if 1 in values:
        return "race"
    return "unsupported" if found["nondeterminism"] else f"passed: {values}"


def _explore(text: str, answer: Connection) -> None:
    student = Source(text, "counter.py", "counter")
    scenario = Source(SCENARIO, "scenarios.py", "scenarios")
    answer.send(explore(student, scenario, "adders", {}, Options()))


def test_the_table_and_the_folder_name_the_same_programs() -> None:
    assert sorted(EXPECTED) == sorted(path.stem for path in (HERE / "evasions").glob("*.py"))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_way_around_the_hooks_does_not_hide_a_lost_update(name: str) -> None:
    assert outcome_of((HERE / "evasions" / f"{name}.py").read_text()) == EXPECTED[name]

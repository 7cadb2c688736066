"""Every bug of the corpus is found with its exact kind, and no right program is accused."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.explore.programs import Case, cases, found, kind_of, load
from tests.explore.running import explored, fingerprints


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_finds_exactly_the_kinds_of_bugs_that_the_program_declares(case: Case) -> None:
    result = explored(case.id)
    assert result["load_error"] is None
    assert not result["nondeterminism"]
    seen = [
        (kind_of(case, outcome), outcome["value"], outcome["error"])
        for outcome in result["outcomes"]
    ]
    assert case.expected == found(case, result["outcomes"]), seen


def test_explores_the_same_in_another_process_with_another_hash_seed() -> None:
    few = 20
    here = fingerprints(few)
    environment = {**os.environ, "PYTHONHASHSEED": "4711"}
    there = subprocess.run(
        [sys.executable, "-m", "tests.explore.running", str(few)],
        cwd=Path(__file__).parents[2],
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    assert here == json.loads(there.stdout.splitlines()[-1])


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    right = [program for program in load() if program.is_right]
    assert len(right) >= 100
    assert len(load()) - len(right) >= 150

"""Measures the explorer beside a stress loop and `frontrun` on the corpus.

    python -m benchmarks.explorer measure explorer frontrun stress
    python -m benchmarks.explorer fidelity
    python -m benchmarks.explorer report

`measure` and `fidelity` (once for each Python version) keep what they find in `results/`; `report`
writes docs/EXPLORER-VALIDATION.md from it. Measuring takes minutes and its times depend on the
machine; no test runs it. One process, one case at a time: nothing else should run beside it when
the times matter.
"""

import argparse
import json
import platform
from dataclasses import asdict
from typing import Any

from benchmarks.explorer.engines import ENGINES, first_bug_at
from benchmarks.explorer.report import RESULTS, write
from tests.explore.programs import Case, load
from tests.explore.yardstick import run_class
from tests.explore.yardstick_suites import suites


def questions() -> list[Case]:
    """One case for each program: the first with a bug to find, or the first of a right one."""
    return [
        next((case for case in program.cases if case.expected), program.cases[0])
        for program in load()
    ]


def measure(engine: str) -> None:
    rows = {}
    for case in questions():
        verdict: dict[str, Any] = asdict(ENGINES[engine](case))
        kinds = verdict["kinds"]
        verdict["kinds"] = None if kinds is None else sorted(kinds)
        if engine == "explorer" and case.expected:
            verdict["first"], verdict["first_seconds"] = first_bug_at(case)
        rows[case.id] = verdict
        print(engine, case.id, verdict, flush=True)
    keep(engine, {"python": platform.python_version(), engine: rows})


def fidelity() -> None:
    counts: dict[str, str] = {}
    for suite in suites():
        for cls in suite.classes:
            verdicts = list(run_class(suite, cls).values())
            run = [verdict for verdict in verdicts if not verdict.startswith("skipped")]
            counts[f"{suite.name}.{cls}"] = f"{run.count('passed')} / {len(run)}"
            print(suite.name, cls, counts[f"{suite.name}.{cls}"], flush=True)
    major, minor, _ = platform.python_version_tuple()
    keep(f"fidelity-{major}.{minor}", counts)


def keep(name: str, found: dict[str, Any]) -> None:
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(found, indent=1) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("measure").add_argument("engines", nargs="+", choices=sorted(ENGINES))
    commands.add_parser("fidelity")
    commands.add_parser("report")
    arguments = parser.parse_args()
    if arguments.command == "measure":
        for engine in arguments.engines:
            measure(engine)
    elif arguments.command == "fidelity":
        fidelity()
    else:
        write()


if __name__ == "__main__":
    main()

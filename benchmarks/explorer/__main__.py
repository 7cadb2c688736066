"""Measures the explorer beside a stress loop and `frontrun` on the corpus.

    python -m benchmarks.explorer measure explorer frontrun stress --out results.json
    python -m benchmarks.explorer report results.json docs/EXPLORER-VALIDATION.md

`measure` takes minutes and its times depend on the machine; no test runs it. One process, one case
at a time: nothing else should run beside it when the times matter.
"""

import argparse
import json
import platform
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.explorer.engines import ENGINES, first_bug_at
from benchmarks.explorer.report import write
from tests.explore.programs import Case, load


def questions() -> list[Case]:
    """One case for each program: the first with a bug to find, or the first of a right one."""
    return [
        next((case for case in program.cases if case.expected), program.cases[0])
        for program in load()
    ]


def measure(engines: list[str], out: Path) -> None:
    results: dict[str, Any] = json.loads(out.read_text()) if out.exists() else {}
    results["python"] = platform.python_version()
    for engine in engines:
        rows = results[engine] = {}
        for case in questions():
            verdict = asdict(ENGINES[engine](case))
            kinds = verdict["kinds"]
            verdict["kinds"] = None if kinds is None else sorted(kinds)
            if engine == "explorer" and case.expected:
                verdict["first"], verdict["first_seconds"] = first_bug_at(case)
            rows[case.id] = verdict
            print(engine, case.id, verdict, flush=True)
        out.write_text(json.dumps(results, indent=1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    measuring = commands.add_parser("measure")
    measuring.add_argument("engines", nargs="+", choices=sorted(ENGINES))
    measuring.add_argument("--out", type=Path, required=True)
    reporting = commands.add_parser("report")
    reporting.add_argument("results", type=Path)
    reporting.add_argument("document", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "measure":
        measure(arguments.engines, arguments.out)
    else:
        write(json.loads(arguments.results.read_text()), arguments.document)


if __name__ == "__main__":
    main()

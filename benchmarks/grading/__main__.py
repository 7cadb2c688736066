"""Measures how long it takes to grade the same files in different ways, in one run.

    python -m benchmarks.grading [--rounds 3] [--most 100] [--rivals FOLDER] [--hangs] > table.md

Each contender grades the right and the wrong solutions of ``lock`` and ``pool``. They take turns,
round by round, so that a machine whose speed drifts drifts for all of them; each is a process of
its own, so that its CPU time is known, and the medians are printed. FOLDER holds virtual
environments by the names of ``rivals/``.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.grading import contenders
from benchmarks.grading.memory import Peak

OURS = {
    "this grader, host, 1 job": ("by_host", 1),
    "this grader, host, 2 jobs": ("by_host", 2),
    "this grader, `grader check`": ("by_command", 1),
    "plain pytest in a loop, 1 job": ("by_loop", 1),
    "plain pytest in a loop, 2 jobs": ("by_loop", 2),
    "bodies alone, warm (floor)": ("by_bodies", 1),
}
HANGING = {
    "lock": "class Counter:\n    def __init__(self):\n        import threading\n"
    "        threading.Event().wait()\n\n\ncount = Counter\n",
    "pool": "import threading\n\n\ndef fan_out(func, items, workers):\n"
    "    threading.Event().wait()\n",
}
ENDLESS = {"flag_and_spin", "not_released"}
"""Wrong solutions that hang a plain test: what is compared then is time limits, see ``--hangs``."""


def submissions(slug: str, most: int) -> list[Path]:
    """The reference, right and wrong solutions; evenly chosen ones when there are more."""
    solutions = contenders.ROOT / "solutions" / slug
    found = [
        solutions / f"{slug}.py",
        *(path for path in sorted(solutions.glob("*/*.py")) if path.stem not in ENDLESS),
    ]
    step = max(1.0, len(found) / most)
    return [found[int(number * step)] for number in range(min(most, len(found)))]


def once(name: str, slug: str, files: list[Path], rivals: Path | None) -> tuple[float, float, int]:
    """One contender, in a process of its own: wall and CPU seconds a file, peak memory in bytes."""
    arguments = [sys.executable, "-m", "benchmarks.grading", "--one", name, slug]
    if rivals is not None:
        arguments += ["--rivals", str(rivals)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    with Peak() as peak:
        process = subprocess.Popen([*arguments, *map(str, files)], cwd=contenders.ROOT)
        peak.follow(process.pid)
        code = process.wait()
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if code:
        sys.exit(f"{name} on {slug} ended with {code}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall / len(files), cpu / len(files), peak.bytes


def one(name: str, slug: str, files: list[Path], rivals: Path | None) -> None:
    kind, jobs = OURS.get(name, ("", 1))
    if kind:
        contender = getattr(contenders, kind)
    else:
        assert rivals is not None
        contender = contenders.rival(rivals / name / "bin" / "python", name)
    contenders.grade_all(contender, slug, files, jobs)


def table(slug: str, rows: dict[str, list[tuple[float, float, int]]], count: int) -> None:
    medians = {
        name: [statistics.median(column) for column in zip(*runs, strict=True)]
        for name, runs in rows.items()
    }
    loop = medians["plain pytest in a loop, 1 job"]
    floor = medians["bodies alone, warm (floor)"]
    print(f"\n### {slug}: {count} submissions\n")
    print(
        "| | wall s | CPU s | files/min/core | CPU ÷ loop | CPU ÷ floor | wall ÷ loop | peak MiB |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name, (wall, cpu, memory) in medians.items():
        same = medians["plain pytest in a loop, 2 jobs"] if name.endswith("2 jobs") else loop
        print(
            f"| {name} | {wall:.3f} | {cpu:.3f} | {60 / cpu:.0f} | {cpu / loop[1]:.2f} | "
            f"{cpu / floor[1]:.1f} | {wall / same[0]:.2f} | {memory / (1 << 20):.0f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--most", type=int, default=100)
    parser.add_argument("--rivals", type=Path)
    parser.add_argument("--hangs", action="store_true")
    parser.add_argument("--one", nargs=2)
    parser.add_argument("files", type=Path, nargs="*")
    options = parser.parse_args()
    if options.one:
        one(*options.one, options.files, options.rivals)
        return
    names = list(OURS)
    if options.rivals is not None:
        names += [
            path.name
            for path in sorted(contenders.RIVALS.iterdir())
            if (options.rivals / path.name / "bin" / "python").exists()
        ]
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, {options.rounds} rounds")
    for slug in ("lock", "pool"):
        files = submissions(slug, options.most)
        rows: dict[str, list[tuple[float, float, int]]] = {name: [] for name in names}
        for _ in range(options.rounds):
            for name in names:
                rows[name].append(once(name, slug, files, options.rivals))
                print(slug, name, rows[name][-1], file=sys.stderr, flush=True)
        table(slug, rows, len(files))
    if options.hangs:
        print("\n### A submission that hangs in every check (limit: 10 s each)\n")
        for slug, text in HANGING.items():
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"{slug}.py"
                path.write_text(text)
                for name in ("this grader, host, 1 job", "plain pytest in a loop, 1 job"):
                    wall, cpu, _ = once(name, slug, [path], None)
                    print(f"- {slug}, {name}: {wall:.1f} s, {cpu:.1f} s of CPU time", flush=True)


if __name__ == "__main__":
    main()

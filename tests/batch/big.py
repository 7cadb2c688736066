"""The acceptance of batch grading at full size, run by hand; the tests do the same in small.

    python -m tests.batch.big --students 500 --kills 10 [--dask] [--jobs N] [--keep FOLDER]

A synthetic class hands in five exercises. It is graded undisturbed, once more (nothing to do), and
with one changed file (one grading). The same class is then graded with the command killed at random
moments, and, with ``--dask``, on a cluster that loses one of three workers: all must give the same
book. Some submissions are graded one by one, and must get the same verdicts. Prints a table with
throughput and memory; exits with 1 when anything differs.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from grader.batch.results import BOOK
from grader.course import load_course
from grader.errors import SubmissionError
from grader.grading import grade
from grader.intake import take_in
from tests.batch.comparing import contents, pages, rounds
from tests.batch.people import make_class

ROOT = Path(__file__).parents[2]
EXERCISES = ("lock", "lazy", "thread", "transfer", "work_queue")


def call(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Start the grader's command in the course."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "grader", *arguments],
        cwd=ROOT,
        env=environment,
        text=True,
        **options,
    )


class Memory(threading.Thread):
    """Watches how much the processes of each worker hold together, and the master on its own."""

    def __init__(self, master: int) -> None:
        super().__init__(daemon=True)
        self.master = master
        self.workers = 0
        self.own = 0
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(0.5):
            children = collections.defaultdict(list)
            for stat in Path("/proc").glob("[0-9]*/stat"):
                try:
                    children[int(stat.read_text().rpartition(")")[2].split()[1])].append(
                        int(stat.parent.name)
                    )
                except (OSError, IndexError):
                    continue
            for worker in children[self.master]:
                every, waiting = [], [worker]
                while waiting:
                    pid = waiting.pop()
                    every.append(pid)
                    waiting += children[pid]
                self.workers = max(self.workers, sum(map(held, every)))
            self.own = max(self.own, held(self.master))

    def end(self) -> None:
        self._ended.set()
        self.join()


def held(pid: int) -> int:
    """Bytes of memory of a process, its share of what several use."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(found.group(1)) << 10 if found else 0


def run(arguments: list[str]) -> tuple[dict[str, Any], float, Memory]:
    """Run the command to its end: its summary, seconds, and memory."""
    began = time.monotonic()
    process = call(*arguments, "--json", "-", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    memory = Memory(process.pid)
    memory.start()
    out, _ = process.communicate()
    memory.end()
    return json.loads(out), time.monotonic() - began, memory


def run_killed(arguments: list[str], kills: int, total: int, draw: random.Random) -> list[int]:
    """Kill the command at random moments; how many gradings had been recorded each time."""
    moments = []
    for _ in range(kills):
        process = call(*arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        assert process.stderr is not None
        timer = threading.Timer(draw.uniform(0.5, max(2.0, total / kills)), process.kill)
        timer.start()
        done = [int(m.group(1)) for m in re.finditer(r"(\d+) of \d+ graded", process.stderr.read())]
        timer.cancel()
        process.wait()
        moments.append(done[-1] if done else 0)
        if process.returncode != -signal.SIGKILL:
            break
    return moments


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=500)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--single", type=int, default=40, help="submissions graded one by one")
    parser.add_argument("--dask", action="store_true")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    folder = given.keep or Path(tempfile.mkdtemp(prefix="big-"))
    folder.mkdir(exist_ok=True)
    draw = random.Random(given.seed)
    course = load_course(ROOT)
    submissions = folder / "submissions"
    submissions.mkdir()
    students = len(list(make_class(submissions, course, EXERCISES, given.students, given.seed)))
    wanted = [part for slug in EXERCISES for part in ("--exercise", slug)]
    base = ["grade", str(submissions), *wanted]
    local = ["--jobs", str(given.jobs)]
    wrong: list[str] = []

    def claim(truth: bool, what: str) -> None:
        print(f"{'ok   ' if truth else 'WRONG'} {what}", flush=True)
        if not truth:
            wrong.append(what)

    plain = folder / "plain"
    first, seconds, memory = run([*base, "--out", str(plain), *local])
    graded = first["graded"]
    print(f"{students} students, {graded} gradings, {seconds:.0f} s, {given.jobs} jobs")
    print(f"throughput {graded / seconds * 60 / given.jobs:.1f} submissions a minute and core")
    print(f"peak memory {memory.workers >> 20} MiB a worker, {memory.own >> 20} MiB the master")
    print(f"verdicts {dict(collections.Counter(g['verdict'] for g in first['grades']))}")
    claim(first["left"] == 0 and not first["faults"], f"graded to the end {first['faults'][:3]}")
    claim(len(pages(plain)) == graded, "a report for each grading")
    book = contents(plain / BOOK, course)

    second, again, _ = run([*base, "--out", str(plain), *local])
    undecided = second["graded"]
    stays = "nothing" if not undecided else f"only what was undecided ({undecided})"
    claim(second["known"] + undecided == graded, f"a second run does {stays}, {again:.1f} s")
    claim(
        undecided == sum(any(c["verdict"] == "inconclusive" for c in v["report"]["checks"])
                         for v in book.values()),
        "and tries again what no verdict was certain of, only that",
    )  # fmt: skip

    intake = take_in(submissions, course, exercises=EXERCISES)
    entries = list(intake.entries)
    for entry in draw.sample(entries, min(given.single, len(entries))):
        try:
            submission: Any = intake.read(entry)
        except SubmissionError as error:
            submission = error
        alone = grade(course, course.exercises[entry.exercise], submission)
        cell = book[entry.student.key, entry.exercise]["report"]
        same = [c.verdict.value for c in alone.checks] == [c["verdict"] for c in cell["checks"]]
        if not same:
            claim(False, f"{entry.student.key} {entry.exercise}: graded alone, it differs")
    claim(True, f"{min(given.single, len(entries))} graded one by one")

    killed = folder / "killed"
    arguments = [*base, "--out", str(killed), *local]
    moments = run_killed(arguments, given.kills, int(seconds), draw)
    last, _, _ = run(arguments)
    print(f"killed with {moments} gradings done in each run; the last one made {last['graded']}")
    claim(contents(killed / BOOK, course) == book, "killed and resumed: the same book")
    claim(set(rounds(killed / BOOK)) <= set(rounds(plain / BOOK)), "nothing graded twice")
    claim(pages(killed) == pages(plain), "the same reports")

    changed = next(e for e in entries if (submissions / e.origin).is_file())
    with (submissions / changed.origin).open("ab") as file:
        file.write(b"\n# changed\n")
    third, _, _ = run([*base, "--out", str(killed), *local])
    claim(third["graded"] == 1 + undecided, "one changed file is one grading")

    if given.dask:
        away = folder / "away"
        claim(on_cluster([*base, "--out", str(away)], folder, graded), "the cluster lost a worker")
        (submissions / changed.origin).touch()
        run([*base, "--out", str(plain), *local])
        claim(
            contents(away / BOOK, course) == contents(plain / BOOK, course),
            "a cluster that lost a worker: the same book",
        )
    print(f"{len(wrong)} wrong; results in {folder}")
    return bool(wrong)


def on_cluster(arguments: list[str], folder: Path, total: int) -> bool:
    """Grade on one scheduler and three workers, and kill one of them in the middle."""
    from tests.batch.test_cluster import Dask

    home = folder / "dask"
    home.mkdir()
    dask = Dask(home)
    try:
        workers = [dask.worker() for _ in range(3)]
        process = call(
            *arguments,
            *("--executor", "dask", "--scheduler", dask.address),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        assert process.stderr is not None
        killed = False
        for line in process.stderr:
            found = re.match(r"(\d+) of", line)
            if not killed and found and int(found.group(1)) >= total * 2 // 5:
                workers[0].kill()
                killed = True
        return process.wait() in (0, 3) and killed
    finally:
        dask.close()


if __name__ == "__main__":
    sys.exit(main())

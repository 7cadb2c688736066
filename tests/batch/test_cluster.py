"""A class graded on a real dask cluster: one scheduler and three worker processes.

The workers find the grader but not the course, which travels with the jobs.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.batch.cluster import Cluster
from grader.batch.digests import grader_digest
from grader.batch.results import BOOK
from grader.course import load_course
from grader.errors import UsageError
from tests.batch.comparing import contents, pages, rounds
from tests.batch.test_kill import command, environment, finish

HANDED_IN = ("echo.py", "wrong/racy.py", "wrong/silent.py", "wrong/polite.py", "right/joined.py")


class Dask:
    """A scheduler, and workers that can be started and killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[str]] = []
        self._logs = 0
        self.address = self._told(
            ["dask_scheduler", "--port", "0", "--no-dashboard", "--host", "127.0.0.1"],
            r"Scheduler at:\s+(tcp://\S+)",
        )

    def worker(self, **environ: str) -> subprocess.Popen[str]:
        """Start a worker, and wait until the scheduler knows it."""
        arguments = ["dask_worker", self.address, "--nthreads", "1", "--no-dashboard"]
        self._told([*arguments, "--no-nanny"], r"Registered to:\s+(tcp://\S+)", **environ)
        return self.processes[-1]

    def _told(self, arguments: list[str], pattern: str, **environ: str) -> str:
        """Start a part of dask, and read what it says about itself."""
        name, *rest = arguments
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{name}", *rest],
            cwd=self.folder,
            env={**environment(), **environ},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        self.processes.append(process)
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if found := re.search(pattern, line):
                # What it says later goes nowhere, and never fills a pipe.
                self._drain(process)
                return found.group(1)
        raise AssertionError("".join(said))

    def _drain(self, process: subprocess.Popen[str]) -> None:
        import threading

        assert process.stderr is not None
        threading.Thread(target=process.stderr.read, daemon=True).start()

    def close(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Dask]:
    """A scheduler without workers."""
    folder = tmp_path / "dask"
    folder.mkdir()
    started = Dask(folder)
    yield started
    started.close()


def on(dask: Dask) -> tuple[str, ...]:
    return ("--executor", "dask", "--scheduler", dask.address)


def on_cluster(room, out: Path, dask: Dask) -> list[str]:
    """The command; a cluster has no --jobs."""
    arguments = command(room, out)
    place = arguments.index("--jobs")
    return [*arguments[:place], *arguments[place + 2 :], *on(dask)]


def test_a_class_is_graded_on_a_cluster_that_loses_a_worker_in_the_middle(room, dask, tmp_path):
    """The same book as at home: nothing lost, nothing graded twice."""
    for number in range(12):
        room.hand_in(f"s{number:02}", solution=HANDED_IN[number % len(HANDED_IN)])
    home, away = tmp_path / "home", tmp_path / "away"
    workers = [dask.worker() for _ in range(3)]
    process = subprocess.Popen(
        on_cluster(room, away, dask),
        cwd=room.root,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if "2 of 12" in line:
            # The second of its jobs is on its way or in hand.
            workers[1].send_signal(signal.SIGKILL)
    assert process.wait() == 0, "".join(said)
    assert workers[0].poll() is None
    assert finish(room, home).returncode == 0
    course = load_course(room.root)
    assert contents(away / BOOK, course) == contents(home / BOOK, course)
    assert set(rounds(away / BOOK)) == {1}
    assert pages(away) == pages(home)


def refused(address: str, **options: object) -> UsageError:
    """The error with which a cluster is not used."""
    given = {"grader": grader_digest(), "isolation": None, "allow_weak": False, **options}
    with pytest.raises(UsageError) as caught:
        Cluster(address, **given)  # type: ignore[arg-type]
    return caught.value


def test_a_cluster_that_must_not_grade_is_refused_before_the_first_job(dask, tmp_path):
    """No workers, another grader, none at all, or too weak a sandbox: each is said."""
    assert "no workers" in refused(dask.address).cause
    dask.worker()
    assert "not the one" in refused(dask.address, grader="another").cause
    weak = dask.worker(GRADER_ISOLATION="limited")
    assert "no better than 'limited'" in refused(dask.address).cause
    accepted = Cluster(dask.address, grader_digest(), None, allow_weak=True)
    assert accepted.capacity == 2
    accepted.kill()
    weak.kill()
    weak.wait()
    # Its own folders come before those of what is installed.
    (tmp_path / "broken" / "grader").mkdir(parents=True)
    (tmp_path / "broken" / "grader" / "__init__.py").write_text("raise ImportError('broken')\n")
    dask.worker(PYTHONPATH=str(tmp_path / "broken"))
    assert "can't run this grader" in refused(dask.address).cause


def test_an_address_without_a_scheduler_is_said():
    """And what is no address."""
    assert "no scheduler answers" in refused("tcp://127.0.0.1:9").cause
    assert "no scheduler answers" in refused("nonsense://x").cause

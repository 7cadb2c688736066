"""Worker processes: one that is lost takes its own call along, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import wait
from pathlib import Path

import pytest

from grader.batch.local import LocalProcesses, WorkerLostError, WorkerRaisedError
from tests.batch import calls

ROOT = Path(__file__).parents[2]
LONG = 120.0


@pytest.fixture
def one() -> Iterator[LocalProcesses]:
    """One worker, so that what comes next is met by what was left."""
    workers = LocalProcesses(1, LONG)
    yield workers
    workers.kill()


def test_a_call_is_answered(one):
    """Also when the argument is large, and empty."""
    for data in (b"x", b"y" * 3_000_000, b""):
        assert one.submit(calls.echo, data).result() == data


def test_one_process_answers_one_call_after_another(one):
    """It is not started anew each time."""
    assert one.submit(calls.pid, b"").result() == one.submit(calls.pid, b"").result()


def test_a_worker_that_dies_is_replaced_and_only_its_call_fails(one):
    """The calls behind it do not notice."""
    before = one.submit(calls.pid, b"")
    dying = one.submit(calls.die, b"")
    after = one.submit(calls.pid, b"")
    with pytest.raises(WorkerLostError, match="SIGKILL, as the kernel does when memory runs out"):
        dying.result()
    assert before.result() != after.result()


def test_a_worker_that_leaves_early_says_so(one):
    """With its exit code."""
    with pytest.raises(WorkerLostError, match="exit code 7"):
        one.submit(calls.leave, b"").result()
    assert one.submit(calls.echo, b"on").result() == b"on"


def test_a_call_that_does_not_answer_is_ended(tmp_path):
    """Its process is killed, and the next call gets another."""
    workers = LocalProcesses(1, patience=0.5)
    with pytest.raises(WorkerLostError, match="did not answer in time"):
        workers.submit(calls.hang, b"").result()
    assert workers.pids() == []
    workers.kill()


def test_a_mistake_in_a_call_is_told_with_its_traceback(one):
    """And the process lives on."""
    with pytest.raises(WorkerRaisedError, match="what a pity"):
        one.submit(calls.fail, b"").result()
    assert one.submit(calls.echo, b"on").result() == b"on"


def test_what_a_call_prints_breaks_nothing(one):
    """Answers have a pipe of their own."""
    assert one.submit(calls.chatter, b"").result() == b"done"


def test_a_call_that_hangs_does_not_hold_the_others():
    """The second worker does all the rest."""
    workers = LocalProcesses(2, LONG)
    stuck = workers.submit(calls.hang, b"")
    others = [workers.submit(calls.echo, b"%d" % number) for number in range(20)]
    assert [future.result() for future in others] == [b"%d" % number for number in range(20)]
    assert not stuck.done()
    workers.kill()
    with pytest.raises(WorkerLostError):
        stuck.result()


def test_shutdown_lets_what_is_in_hand_finish_and_drops_the_rest(tmp_path):
    """Cancelled futures wake up whoever waits for them."""
    workers = LocalProcesses(1, LONG)
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    stuck = workers.submit(calls.hang, os.fsencode(fifo))
    waiting = workers.submit(calls.echo, b"x")
    with fifo.open("rb") as end:
        end.read1()
        workers.shutdown(wait=False, cancel_futures=True)
        assert waiting.cancelled()
        workers.kill()
        assert end.read() == b""
    assert wait([stuck, waiting]).not_done == set()


def test_temporary_files_of_a_killed_worker_are_removed(one):
    """Submissions and checks do not stay behind."""
    path = Path(os.fsdecode(one.submit(calls.litter, b"").result()))
    assert path.is_file()
    with pytest.raises(WorkerLostError):
        one.submit(calls.die, b"").result()
    one.submit(calls.echo, b"").result()
    assert not path.exists()


PROGRAM = """
import sys
from grader.batch.local import LocalProcesses
from tests.batch import calls
workers = LocalProcesses(1, 999)
print(workers.submit(calls.litter, b"").result().decode(), flush=True)
workers.submit(calls.hang, sys.argv[1].encode()).result()
"""


def test_no_worker_and_no_file_outlives_a_killed_master(tmp_path):
    """kill -9 of the command, in the middle of a call."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(fifo)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    with process.stdout, fifo.open("rb") as end:
        litter = Path(process.stdout.readline().decode().strip())
        end.read1()
        process.kill()
        process.wait()
        # End of file: the worker, who held the other end, is gone.
        assert end.read() == b""
    assert not litter.parents[2].exists()

"""On a hang: who waits for what, and who holds it."""

from __future__ import annotations

from typing import Any

import pytest

from grader.sandbox import RunStatus
from grader.student.interrogate import first_dump

MEET = """
import threading
a, b = threading.{kind}(), threading.{kind}()
here, there = threading.Event(), threading.Event()
"""
WITH = """
def first():
    with a:
        here.set()
        there.wait()
        with b:
            pass
def second():
    with b:
        there.set()
        here.wait()
        with a:
            pass
"""
ACQUIRE = """
def first():
    a.acquire()
    here.set()
    there.wait()
    b.acquire()
    b.release()
    a.release()
def second():
    b.acquire()
    there.set()
    here.wait()
    a.acquire()
    a.release()
    b.release()
"""
RUN = """
def attack():
    threads = [threading.Thread(target=f, name=f.__name__) for f in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


@pytest.mark.parametrize(
    ("kind", "body"),
    [("Lock", WITH), ("Lock", ACQUIRE), ("RLock", WITH), ("Condition", ACQUIRE)],
    ids=["lock, with", "lock, acquire", "rlock, with", "condition, acquire"],
)
def test_a_deadlock_names_both_threads_both_locks_and_their_lines(
    start: Any, run: Any, kind: str, body: str
) -> None:
    """Each waits at one line for the lock that the other took at another."""
    source = MEET.format(kind=kind) + body + RUN
    result = run(start(source), soft=2.0)
    assert result.status is RunStatus.TIMEOUT
    taken = [
        number
        for number, text in enumerate(source.splitlines(), 1)
        if text.startswith(("    with ", "    a.acquire", "    b.acquire"))
    ]
    if body is ACQUIRE:
        taken = [taken[0], taken[2]]
    waits = {wait["thread"]: wait for wait in result.waits}
    assert waits["first"]["what"] == "b"
    assert waits["first"]["holder"] == "second"
    assert waits["first"]["holder_line"] == taken[1]
    assert waits["second"]["what"] == "a"
    assert waits["second"]["holder"] == "first"
    assert waits["second"]["holder_line"] == taken[0]
    assert waits["MainThread"]["what"] == "thread"
    assert "in first" in result.stacks
    assert "in second" in result.stacks


def test_a_thread_that_waits_for_a_lock_it_holds_itself_is_its_holder(start: Any, run: Any) -> None:
    """The plain mistake of a method that calls another one."""
    source = (
        "import threading\n"
        "class Counter:\n"
        "    def __init__(self):\n"
        "        self.lock = threading.Lock()\n"
        "    def add(self):\n"
        "        with self.lock:\n"
        "            return self.value()\n"
        "    def value(self):\n"
        "        with self.lock:\n"
        "            return 1\n"
        "def attack():\n"
        "    Counter().add()\n"
    )
    result = run(start(source), soft=2.0)
    (wait,) = result.waits
    assert (wait["thread"], wait["line"], wait["what"]) == ("MainThread", 9, "self.lock")
    assert (wait["holder"], wait["holder_line"]) == ("MainThread", 6)


def test_waiting_for_an_item_or_an_event_has_no_holder(start: Any, run: Any) -> None:
    """Nobody holds what nobody has put there yet."""
    result = run(start("import queue\nq = queue.Queue()\ndef attack():\n    q.get()\n"), soft=2.0)
    (wait,) = result.waits
    assert (wait["what"], wait["kind"], wait["holder"]) == ("q", "item", None)


def test_forked_processes_say_where_they_stand_too(start: Any, run: Any) -> None:
    """A pool whose worker hangs is explained by the worker's stack."""
    source = (
        "import multiprocessing, time\n"
        "def sleeper(n):\n"
        "    while True:\n"
        "        time.sleep(60)\n"
        "def attack():\n"
        "    with multiprocessing.get_context('fork').Pool(1) as pool:\n"
        "        pool.map(sleeper, [1])\n"
    )
    result = run(start(source), soft=2.0)
    assert result.status is RunStatus.TIMEOUT
    assert "in sleeper" in result.stacks


LOCKED = """
import multiprocessing
lock = multiprocessing.get_context("fork").Lock()
def work(n):
    lock.acquire()
def attack():
    with multiprocessing.get_context("fork").Pool(2) as pool:
        pool.map(work, [1, 2])
"""


def test_what_each_process_waits_for_carries_its_pid(start: Any, run: Any) -> None:
    """The scenario's own comes first; the stack that it had when it forked is not its child's."""
    result = run(start(LOCKED), soft=2.0)
    assert result.stacks.startswith(f"Process {result.pid}:\n")
    waits = {wait["pid"]: (wait["line"], wait["kind"]) for wait in result.waits}
    assert waits.pop(result.pid) == (8, "workers")
    assert list(waits.values()) == [(5, "lock")]


RECORDS = """
def f(student):
    from grader.student.toolkit import Recorder
    seen = Recorder()
    seen.note("a", "start")
    seen.note("b", "start")
    return student.attack(seen.folder)
"""


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("import time\ndef attack(_):\n    time.sleep(60)\n", RunStatus.TIMEOUT),
        ("import os\ndef attack(_):\n    os._exit(3)\n", RunStatus.CRASHED),
    ],
)
def test_what_was_recorded_survives_a_run_without_an_answer(
    start: Any, run: Any, body: str, status: RunStatus
) -> None:
    """A hang and a death show what had happened until then."""
    result = run(start(body), RECORDS, soft=1.0)
    assert result.status is status
    assert [(event["task"], event["what"]) for event in result.events] == [
        ("a", "start"),
        ("b", "start"),
    ]


@pytest.mark.parametrize(
    "harm",
    [
        "os.symlink('/etc/passwd', path)",
        "os.mkfifo(path)",
        "os.mkdir(path)",
        "open(path, 'w').write('[1]\\n{}\\n' + '[' * 99999 + '\\n{\"t\": 1e999}\\n')",
        "open(path, 'wb').write(bytes(range(256)) * 4096)",
    ],
)
def test_a_damaged_record_is_no_record(start: Any, run: Any, harm: str) -> None:
    """Whatever the student's code put there is neither followed nor waited for."""
    source = (
        f"import os\ndef attack(folder):\n    path = folder + '/events'\n    os.unlink(path)\n"
        f"    {harm}\n    os._exit(3)\n"
    )
    result = run(start(source), RECORDS)
    assert result.status is RunStatus.CRASHED
    assert result.events == ()


def test_stacks_hold_neither_our_frames_nor_folders_of_this_machine(start: Any, run: Any) -> None:
    """Only the student's file, the scenario and the standard library, by short names."""
    result = run(start("import time\ndef attack():\n    time.sleep(60)\n"), soft=2.0)
    assert 'File "task.py", line 3 in attack' in result.stacks
    assert "/" not in result.stacks.replace("/importlib", "")
    assert "zygote" not in result.stacks


def test_a_dump_is_complete_when_the_next_one_begins() -> None:
    """``faulthandler`` writes no end mark."""
    one = "Thread 0x1 (most recent call first):\n  File a\n\nCurrent thread 0x2 (most):\n  File b\n"
    assert first_dump("") == ("", False)
    assert first_dump(one) == (one, False)
    assert first_dump(one + "Thread 0x1 (most recent call fi") == (
        one + "Thread 0x1 (most recent call fi",
        False,
    )
    assert first_dump(one + "Thread 0x1 (most recent call first):\n") == (one, True)

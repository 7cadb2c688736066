"""A hang in words, from dumps and waits that a hostile process wrote."""

from __future__ import annotations

import pytest

from grader.checks import hang
from grader.checks.stacks import ThreadAt, threads_of

DUMP = """Timeout (0:00:08)!
Thread 0x00007f2b6c9fd700 [Thread-2 (add)] (most recent call first):
  File "/submission/lock.py", line 14 in add
  File "/usr/lib/python3.14/threading.py", line 1012 in run

Current thread 0x00007f2b6d1fe700 (most recent call first):
  File "/usr/lib/python3.11/threading.py", line 982 in wait
  File "/submission/lock.py", line 30 in count
  File "/grader/student/child.py", line 12 in main
"""
WAIT = {"thread": "Thread-2", "line": 14, "holder": "Thread-1", "holder_line": 9}


def test_who_waits_for_the_lock_that_another_took():
    """The sentence of a report."""
    found = hang.describe("", [WAIT], "lock")
    assert found.text == "Thread-2 has waited for the lock at line 14 that Thread-1 took at line 9."
    assert found.cycle == ()


def test_a_thread_that_waits_for_itself():
    """A lock that is not re-entrant, taken twice."""
    wait = {"thread": "T", "line": 3, "what": "self.a", "holder": "T", "holder_line": 2}
    found = hang.describe("", [wait], "lock")
    assert found.text == (
        "T has waited for the lock self.a at line 3 that it took itself at line 2. "
        "They wait for each other: T → T."
    )


def test_a_circle_of_waits_is_a_deadlock():
    """Two threads, each with the other's lock; a wait for anything else breaks the circle."""
    waits = [
        {"thread": "A", "line": 1, "holder": "B", "holder_line": 2},
        {"thread": "B", "line": 3, "holder": "A", "holder_line": 4},
    ]
    assert hang.describe("", waits, "lock").cycle == ("A", "B")
    waits[1]["kind"] = "item"
    assert hang.describe("", waits, "lock").cycle == ()


@pytest.mark.parametrize(
    ("wait", "text"),
    [
        (
            {"thread": "MainThread", "line": 3, "kind": "end", "what": "worker", "holder": "T"},
            "The main thread has waited for the end of worker at line 3.",
        ),
        ({"thread": "T", "kind": "item", "what": "q"}, "T has waited for an item from q."),
        ({"thread": "T", "kind": "new", "what": "x"}, "T has waited for x."),
        (
            {"thread": "T", "line": 2, "what": "a", "holder": "MainThread", "holder_line": 1},
            "T has waited for the lock a at line 2 that the main thread took at line 1.",
        ),
    ],
)
def test_other_waits_in_words(wait, text):
    """What is waited for depends on the kind of the wait."""
    assert hang.describe("", [wait], "lock").text == text


def test_waits_outside_the_students_file_are_left_out():
    """The lines of a scenario mean nothing to the student."""
    assert hang.describe("", [WAIT | {"file": "scenarios.py"}], "lock").text == ""
    assert hang.describe("", [WAIT | {"file": "lock.py"}], "lock").text != ""


def test_a_thread_is_not_told_of_twice():
    """A wait says more than a line of the dump; the others keep their line."""
    found = hang.describe(DUMP, [WAIT], "lock")
    assert found.text.count("line 14") == 1
    assert "The main thread is at line 30" in found.text


def test_threads_of_a_dump_with_their_innermost_own_line():
    """The main thread comes first; library frames only say where a line waits."""
    assert threads_of(DUMP, "lock") == (
        ThreadAt("The main thread", 30, "count", "threading.wait"),
        ThreadAt("Thread-2 (add)", 14, "add", ""),
    )


def test_the_lines_of_threads_are_told_where_no_wait_is_known():
    """Each thread that is in the student's file, once."""
    assert hang.describe(DUMP, [], "lock").text == (
        "The main thread is at line 30 in count, which waits in threading.wait. "
        "Thread-2 (add) is at line 14 in add."
    )


def test_a_thread_outside_the_students_file_is_not_placed():
    """Only the student's own lines are named, never a path of the machine."""
    found = hang.describe(DUMP, [], "pool")
    assert found.text == ""
    assert all(thread.line is None for thread in found.threads)


@pytest.mark.parametrize(
    "dump",
    [
        "",
        "garbage\n" * 10_000,
        "Thread 0xzz (most recent call first):\n  File",
        'Thread 0x1 (most recent call first):\n  File "lock.py", line 99999999999 in x\n',
        '  File "/submission/lock.py", line 3 in before_any_thread\n',
        "\x00\xff\u202e" * 5000,
    ],
)
def test_a_dump_that_makes_no_sense_says_nothing(dump):
    """Garbage is left out, never an error."""
    assert hang.describe(dump, [], "lock").text == ""


@pytest.mark.parametrize(
    "wait",
    [None, 3, [], {}, {"thread": 3}, {"thread": ""}, {"line": 3}],
)
def test_a_wait_that_names_no_thread_is_left_out(wait):
    """Waits come from a hostile process, too."""
    assert hang.describe("", [wait], "lock").waits == ()


def test_hostile_names_are_made_safe():
    """Escapes and lines in a thread's name reach no terminal."""
    dump = DUMP.replace("in count", "in \x1b[2Jcount\u202e")
    wait = {"thread": "\x1b[31mT\nforged", "line": -3, "holder": ["x"]}
    text = hang.describe(dump, [wait], "lock").text
    assert not set("\x1b\n\u202e") & set(text)
    assert "\\x1b[31mT forged has waited for the lock." in text


def test_a_thousand_threads_make_a_short_text():
    """The description is bounded."""
    one = 'Thread 0x01 (most recent call first):\n  File "lock.py", line 3 in f\n\n'
    assert len(threads_of(one * 5000, "lock")) == 16


FORKED = """  File "multiprocessing/process.py", line 314 in _bootstrap
  File "multiprocessing/popen_fork.py", line 71 in _launch
  File "pool.py", line 15 in fan_out
"""
PROCESSES = f"""Process 40:
Current thread 0x00007f2b6d1fe700 (most recent call first):
  File "threading.py", line 320 in wait
  File "multiprocessing/pool.py", line 765 in wait
  File "pool.py", line 16 in fan_out

Process 43:
Current thread 0x00007f2b6d1fe700 (most recent call first):
  File "pool.py", line 10 in work
  File "multiprocessing/pool.py", line 125 in worker
{FORKED}
Process 41:
Current thread 0x00007f2b6d1fe700 (most recent call first):
  File "multiprocessing/queues.py", line 367 in get
  File "multiprocessing/pool.py", line 114 in worker
{FORKED}
Process 42:
Current thread 0x00007f2b6d1fe700 (most recent call first):
  File "threading.py", line 1116 in join
  File "multiprocessing/queues.py", line 199 in _finalize_join
{FORKED}"""
SEEN = [{"pid": pid, "task": 3, "what": "start", "t": 0.1} for pid in (40, 43)]


def test_each_process_is_told_apart():
    """The check's own is the main process, the others have the timeline's numbers."""
    found = hang.describe(PROCESSES, [], "pool", own=40, events=SEEN)
    assert found.text == (
        "The main process is at line 16 in fan_out, which waits in pool.wait. "
        "Process 1 is at line 10 in work. "
        "Process 2 waits for its next task. "
        "Process 3 has run all its lines, but can't end while what it put into a queue is not "
        "taken out."
    )


def test_the_lines_of_the_one_that_forked_are_not_those_of_the_process():
    """A forked process has its parent's stack below its own, and a file of the library is not the
    student's, though it has the same name."""
    lines = {at.pid: at.line for at in threads_of(PROCESSES, "pool")}
    assert lines == {40: 16, 43: 10, 41: None, 42: None}


def test_processes_that_wait_alike_are_told_together():
    """A sentence for all workers at one line; each holder keeps its own."""
    waits = [
        {"pid": pid, "thread": "MainThread", "line": 10, "what": "lock", "kind": "lock"}
        for pid in (43, 41, 42)
    ]
    found = hang.describe(PROCESSES, waits, "pool", own=40, events=SEEN)
    assert "Processes 1, 2 and 3 have waited for the lock at line 10." in found.text
    held = [wait | {"holder": "T", "holder_line": 2} for wait in waits]
    text = hang.describe(PROCESSES, held, "pool", own=40, events=SEEN).text
    assert "Process 2 has waited for the lock at line 10 that T of process 2 took" in text


def test_threads_of_two_processes_are_no_circle():
    """Though their names are the same in each process."""
    waits = [
        {"pid": 40, "thread": "A", "line": 1, "holder": "B", "holder_line": 2},
        {"pid": 41, "thread": "B", "line": 3, "holder": "A", "holder_line": 4},
    ]
    assert hang.describe(PROCESSES, waits, "pool", own=40).cycle == ()
    waits[1]["pid"] = 40
    cycle = hang.describe(PROCESSES, waits, "pool", own=40).cycle
    assert cycle == ("A of the main process", "B of the main process")


def test_the_place_of_a_hang_is_that_of_the_main_process():
    """Whatever line a worker is at."""
    found = hang.describe(PROCESSES, [], "pool", own=40)
    assert found.place(computes=False) == ("fan_out", 16, "pool.wait")


def test_where_each_process_stands_is_told_for_the_timeline():
    """By the numbers of its lanes; what is waited for goes before a mere line."""
    wait = {"pid": 43, "thread": "MainThread", "line": 10, "what": "lock", "kind": "lock"}
    assert hang.describe(PROCESSES, [wait], "pool", own=40, events=SEEN).ends == (
        {"pid": 0, "what": "hangs", "line": 16, "on": "pool.wait"},
        {"pid": 1, "what": "hangs", "line": 10, "on": "the lock"},
        {"pid": 2, "what": "rests", "line": None, "on": "next task"},
        {"pid": 3, "what": "rests", "line": None, "on": "queue not emptied"},
    )


def test_processes_are_numbered_as_they_appear():
    """The check's own is 0; without knowing it, the one that began."""
    events = [{"pid": 9}, {"pid": 7, "what": "begins"}, {"pid": "x"}, {"pid": 8}]
    assert hang.numbered(events, 8, [5, 4]) == {8: 0, 9: 1, 7: 2, 4: 3, 5: 4}
    assert hang.numbered(events, 0) == {7: 0, 9: 1, 8: 2}

"""Explanations name the student's lines, and no line of a file that the student has not got."""

from __future__ import annotations

import re

from grader.checks.explain import explain
from tests.explore.running import explore_text

NEVER_SET = """
import threading

class Gate:
    def __init__(self):
        self.opened = threading.Event()

    def pass_through(self):
        self.opened.wait()
"""
WAITS = """
import threading

def run(student):



    gate, done = student.Gate(), threading.Event()
    threading.Thread(target=gate.pass_through).start()
    done.wait()
"""


def test_waits_of_the_check_itself_have_no_line() -> None:
    outcome = explore_text(NEVER_SET, WAITS)["outcomes"][0]
    sentence = explain(outcome).sentence
    assert "MainThread waits in the check (wait on event" in sentence
    assert "made by the check" in sentence
    assert "waits at line 9 (wait on event #1 made at line 6)" in sentence
    assert set(re.findall(r"line (\d+)", sentence)) == {"9", "6"}


KEPT = """
import threading

class Counter:
    def __init__(self):
        self.lock = threading.Lock()
        self.value = 0

    def add(self, n):
        self.lock.acquire()
        self.value += n
        self.lock.release()
"""
ADDS = """
import threading

def run(student):
    counter = student.Counter()
    try:
        counter.add("x")
    except TypeError:
        pass
    thread = threading.Thread(target=counter.add, args=(1,), name="Adder")
    thread.start()
    thread.join()
"""


def test_a_lock_that_an_exception_kept_is_named_with_its_owner_and_line() -> None:
    (outcome,) = explore_text(KEPT, ADDS)["outcomes"]
    found = explain(outcome)
    assert found.pattern == "lock kept while joining"
    assert found.sentence == (
        "Adder waits at line 10 for lock made at line 6. MainThread took it at line 10, never "
        "gave it back, and now waits for the end of Adder, which so never comes. A lock has to be "
        "given back on every way out, an exception included."
    )

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

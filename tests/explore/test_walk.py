"""The strategy that shows: every choice in the student's own steps, the plainest first."""

from __future__ import annotations

from grader.student.explore import Options, Source, explore

STUDENT = """
class Counter:
    def __init__(self):
        self.n = 0
    def add(self):
        self.n += 1
"""
SCENARIO = """
import threading
def two(student):
    counter = student.Counter()
    threads = [threading.Thread(target=counter.add) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return counter.n
"""


def walked(executions: int):
    return explore(
        Source(STUDENT, "counter.py", "counter"),
        Source(SCENARIO, "scenarios.py", "scenarios"),
        "two",
        {},
        Options(strategy="walk", executions=executions),
    )


def orders(result) -> list[str]:
    return [
        "".join(step["thread"][7] + step["op"][0] for step in outcome["witness"]["steps"])
        for outcome in result["outcomes"]
    ]


def test_all_orders_of_the_students_steps_are_walked():
    """Two threads with a read and a write each: six orders, with nothing of the scenario."""
    result = walked(50)
    assert result["exhausted"]
    assert sorted(orders(result)) == [
        "1r1w2r2w", "1r2r1w2w", "1r2r2w1w", "2r1r1w2w", "2r1r2w1w", "2r2w1r1w"
    ]  # fmt: skip
    assert sorted(outcome["value"] for outcome in result["outcomes"]) == [1, 1, 1, 1, 2, 2]


def test_schedules_without_preemption_come_first():
    """And a budget cuts off the others; the same ones each time."""
    few = walked(2)
    assert not few["exhausted"]
    assert sorted(orders(few)) == ["1r1w2r2w", "2r2w1r1w"]
    assert orders(walked(4)) == orders(walked(50))[:4]

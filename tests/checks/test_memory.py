"""When Linux ends processes for lack of memory, nobody is blamed."""

from __future__ import annotations

from typing import Any

import pytest

from grader.checks import decide, memory
from grader.checks.runtime import Session
from grader.checks.session import SessionSpec
from grader.checks.verdicts import CheckFailed
from grader.course import CheckSpec
from grader.model import Verdict
from grader.sandbox import RunResult, RunStatus
from grader.wire import ChildAnswer, Job

SPEC = SessionSpec(
    slug="pool",
    tests="t",
    scenarios="s",
    submission="f",
    checks={"all": CheckSpec(title="All")},
    limits={"all": 2.0},
    seed=1,
    report="r",
)


class Machine:
    """Runs jobs; Linux ends one more process in each of the first ``starved`` runs."""

    started = 1

    def __init__(self, starved: int, used: int = 50 << 20) -> None:
        self.starved = starved
        self.used = used
        self.victims = 7
        self.runs = 0

    def run(self, job: Job, **_: Any) -> RunResult:
        self.runs += 1
        self.victims += self.runs <= self.starved
        answer = ChildAnswer(nonce="n", kind="returned", value=self.runs)
        return RunResult(status=RunStatus.ANSWERED, answer=answer, peak_memory=self.used)

    def close(self) -> None:
        return None


def judged(
    monkeypatch: pytest.MonkeyPatch, starved: int, used: int = 50 << 20
) -> tuple[Machine, Verdict, str]:
    """What becomes of a check that fails after one run."""
    machine = Machine(starved, used)
    monkeypatch.setattr(memory, "victims", lambda: machine.victims)
    session = Session(SPEC, machine)
    session.run("all", session.job("plain", "f", {}))
    result = decide.result_of(session, "all", CheckFailed("A worker is gone."), 0.1)
    return machine, result.verdict, result.feedback


def test_a_run_that_lost_a_process_to_the_kernel_is_run_again(monkeypatch):
    """The second one counts like any other."""
    machine, verdict, _ = judged(monkeypatch, 1)
    assert (machine.runs, verdict) == (2, Verdict.FAILED)


def test_a_failure_without_memory_is_not_decided(monkeypatch):
    """Twice: then the machine is too small, and it is said so."""
    machine, verdict, feedback = judged(monkeypatch, 9)
    assert (machine.runs, verdict) == (2, Verdict.INCONCLUSIVE)
    assert "ran out of memory" in feedback


def test_code_that_took_the_memory_itself_stays_failed(monkeypatch):
    """On a small machine, eating it up would else turn every failure into no verdict."""
    machine, verdict, _ = judged(monkeypatch, 9, 600 << 20)
    assert (machine.runs, verdict) == (2, Verdict.FAILED)


def test_a_process_that_the_student_ended_is_no_lack_of_memory(monkeypatch):
    """The counter of the kernel's does not move for a signal."""
    machine, verdict, _ = judged(monkeypatch, 0)
    assert (machine.runs, verdict) == (1, Verdict.FAILED)


def test_a_pass_stays_a_pass(monkeypatch):
    """Whatever was short meanwhile."""
    machine = Machine(9)
    monkeypatch.setattr(memory, "victims", lambda: machine.victims)
    session = Session(SPEC, machine)
    session.run("all", session.job("plain", "f", {}))
    assert decide.result_of(session, "all", None, 0.1).verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("text", "count"), [("a 1\noom_kill 12\nb 3\n", 12), ("oom_kill_x 3\n", 0), ("", 0)]
)
def test_the_counter_is_read_from_the_kernels_table(tmp_path, text, count):
    """A kernel that has none, or no such file, says 0 always."""
    table = tmp_path / "vmstat"
    table.write_text(text)
    assert memory.victims(table) == count
    assert memory.victims(tmp_path / "missing") == 0

"""Sandboxes that start, are replaced, fail to start, and die with whoever started them."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from grader.errors import GraderError, UsageError
from grader.model import IsolationLevel
from grader.sandbox import Keeper, RunStatus, Sandbox, bubblewrap, probe
from grader.sandbox import process as process_module
from grader.sandbox import watch as watch_module
from grader.sandbox.probe import choose_level
from grader.sandbox.tree import tree_of
from grader.wire import Job

RUNGS = (IsolationLevel.FULL, IsolationLevel.LANDLOCK, IsolationLevel.LIMITED)
LEAVES = (
    "import os, time\n"
    "def attack():\n"
    "    for _ in range(2):\n"
    "        if os.fork() == 0:\n"
    "            os.setsid()\n"
    "            if os.fork() == 0:\n"
    "                while True:\n"
    "                    time.sleep(60)\n"
    "            os._exit(0)\n"
    "    while True:\n"
    "        time.sleep(60)\n"
)
JUDGE = """
import sys
from pathlib import Path
from grader.model import IsolationLevel
from grader.sandbox import Sandbox
from grader.wire import Job
sandbox = Sandbox.start(Path(sys.argv[1]), level=IsolationLevel(sys.argv[2]))
print(sandbox._init_pid, flush=True)
job = Job(mode="plain", module="task", scenarios="def f(m): m.attack()", function="f")
sandbox.run(job, soft_timeout=300, cpu_limit=300)
"""


def wait_for_processes(root: int, number: int) -> list[int]:
    """Wait until ``root``'s tree has ``number`` processes."""
    deadline = time.monotonic() + 60
    while len(pids := tree_of(root)) < number:
        assert time.monotonic() < deadline, f"only {len(pids)} processes came up"
        select.select([], [], [], 0.01)
    return pids


@pytest.mark.parametrize("rung", RUNGS)
def test_killing_the_judge_leaves_no_process_behind(tmp_path: Path, rung: IsolationLevel) -> None:
    """SIGKILL in the middle of a run, while daemons are about."""
    (tmp_path / "task.py").write_text(LEAVES, "utf-8")
    judge = subprocess.Popen(
        [sys.executable, "-c", JUDGE, str(tmp_path), str(rung)],
        stdout=subprocess.PIPE,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "TMPDIR": str(tmp_path),
        },
    )
    assert judge.stdout is not None
    root = int(judge.stdout.readline())
    inside = wait_for_processes(root, 4)
    descriptors = [os.pidfd_open(pid) for pid in inside]

    judge.kill()
    judge.wait()

    for pid, descriptor in zip(inside, descriptors, strict=True):
        assert select.select([descriptor], [], [], 30)[0], f"process {pid} is alive"
        os.close(descriptor)
    judge.stdout.close()


def test_a_sandbox_that_is_closed_before_it_is_up_leaves_nothing(tmp_path: Path) -> None:
    """At whatever point of its setting up."""
    (tmp_path / "task.py").write_text("x = 1\n", "utf-8")
    for _ in range(10):
        sandbox = Sandbox.spawn(tmp_path, level=IsolationLevel.FULL)
        sandbox.close()
        assert sandbox._init_pid
        assert not Path(f"/proc/{sandbox._init_pid}").exists()


@pytest.mark.parametrize("rung", RUNGS)
def test_close_returns_when_everything_is_dead_and_gone(
    start: Any, rung: IsolationLevel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its processes, its descriptors and its folder; a second call does nothing."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "task.py").write_text("x = 1\n", "utf-8")
    # The first one leaves what is kept for all.
    Sandbox.start(tmp_path / "sub", level=rung).close()
    before = set(os.listdir("/proc/self/fd"))
    sandbox = Sandbox.start(tmp_path / "sub", level=rung)
    root = os.pidfd_open(sandbox._init_pid)
    sandbox.close()
    sandbox.close()
    assert select.select([root], [], [], 0)[0]
    os.close(root)
    assert set(os.listdir("/proc/self/fd")) == before
    assert os.listdir(tmp_path) == ["sub"]


def test_one_sandbox_serves_many_jobs(start: Any, run: Any) -> None:
    """And no child sees what an earlier one did to the module, the interpreter or the disk."""
    keeper = start(
        "import os, sys\nseen = []\n"
        "def attack():\n"
        "    seen.append(hasattr(sys, 'left'))\n"
        "    sys.left = True\n"
        "    open('/tmp/left', 'x').close()\n"
        "    return seen\n"
    )
    for _ in range(5):
        result = run(keeper)
        assert result.answer.value == [False], result.answer
    assert keeper.started == 1


def test_an_unclean_sandbox_is_replaced(start: Any, run: Any) -> None:
    """What can't be swept is thrown away with its sandbox."""
    keeper = start(
        "import os\n"
        "def attack():\n"
        "    os.chdir('/tmp')\n"
        "    for _ in range(60):\n"
        "        os.mkdir('d' * 200)\n"
        "        os.chdir('d' * 200)\n"
    )
    assert not run(keeper).reply.clean
    assert run(keeper).status is RunStatus.ANSWERED
    assert keeper.started == 2


def test_a_sandbox_that_can_not_be_started_is_tried_twice_and_lost(
    start: Any, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never the student's fault."""
    keeper = start("def attack():\n    pass\n", level=IsolationLevel.FULL)
    monkeypatch.setattr(bubblewrap, "find", lambda: "/bin/false")
    result = run(keeper)
    assert result.status is RunStatus.LOST
    assert keeper.started == 2
    assert "did not start" in result.reason


def test_a_sandbox_that_was_lost_once_is_no_loss(
    start: Any, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one answers."""
    keeper = start("def attack():\n    return 1\n", level=IsolationLevel.FULL)
    found = iter(["/bin/false", bubblewrap.find()])
    monkeypatch.setattr(bubblewrap, "find", lambda: next(found))
    assert run(keeper).answer.value == 1
    assert keeper.started == 2


def test_a_zygote_that_dies_while_student_code_runs_is_that_codes_doing(
    start: Any, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever killed it: hostile code must not earn the benefit of the doubt."""
    keeper = start("import time\ndef attack():\n    time.sleep(60)\n")
    real = watch_module.tree_of

    def killing(root: int) -> list[int]:
        os.kill(root, signal.SIGKILL)
        return real(root)

    monkeypatch.setattr(watch_module, "tree_of", killing)
    result = run(keeper)
    assert result.status is RunStatus.CRASHED
    assert "ended while the code ran" in result.reason


def test_a_zygote_that_does_not_answer_is_killed_from_outside(
    start: Any, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two seconds after the soft timeout: a timeout, not a loss."""
    monkeypatch.setattr(process_module.policy, "HARD_MARGIN", 0.1)
    keeper = start("import time\ndef attack():\n    time.sleep(60)\n")
    real = watch_module.tree_of

    def stopping(root: int) -> list[int]:
        os.kill(root, signal.SIGSTOP)
        return real(root)

    monkeypatch.setattr(watch_module, "tree_of", stopping)
    result = run(keeper, soft=0.5)
    assert result.status is RunStatus.TIMEOUT
    assert result.reply is None


def test_sandboxes_started_ahead_are_ready_when_they_are_needed(start: Any, run: Any) -> None:
    """And a spent one is replaced at once."""
    keeper = start("import os\ndef attack():\n    os.kill(0, 9)\n", ahead=True)
    assert keeper.started == 1
    assert run(keeper).status is RunStatus.CRASHED
    assert keeper.started == 1


def test_processes_beyond_any_measure_end_the_run(
    start: Any, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the kernel's own limit does not bind."""
    monkeypatch.setattr(process_module.policy, "MAX_PROCESSES", 10)
    keeper = start(
        "import os, time\n"
        "def attack():\n"
        "    for _ in range(20):\n"
        "        if os.fork() == 0:\n"
        "            time.sleep(60)\n"
        "    time.sleep(60)\n"
    )
    result = run(keeper, soft=30.0)
    assert result.status is RunStatus.CRASHED
    assert "more than 10 processes" in result.reason


def test_the_environment_variable_forces_a_rung(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For tests, and for those who look for what is wrong."""
    (tmp_path / "task.py").write_text("", "utf-8")
    for rung in IsolationLevel:
        monkeypatch.setenv("GRADER_ISOLATION", str(rung))
        with Keeper(tmp_path) as keeper:
            job = Job(mode="load", module="task")
            result = keeper.run(job, soft_timeout=10, cpu_limit=10)
            assert keeper.level is rung
            assert result.status is RunStatus.ANSWERED, result.reason
    monkeypatch.setenv("GRADER_ISOLATION", "bombproof")
    with pytest.raises(UsageError, match="full, landlock, limited, basic"):
        choose_level()


def test_a_rung_that_does_not_work_here_is_refused_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Asked for by name, it is never weakened in silence."""
    monkeypatch.setattr(bubblewrap, "find", lambda: None)
    probe.cache_clear()
    try:
        with pytest.raises(GraderError, match="apt-get install bubblewrap"):
            choose_level(IsolationLevel.FULL)
        assert probe().level is IsolationLevel.LANDLOCK
    finally:
        probe.cache_clear()


def test_this_machine_has_the_full_sandbox() -> None:
    """Else the tests of the hostile cases prove nothing."""
    found = probe()
    assert found.level is IsolationLevel.FULL, [f for f in found.findings if not f.ok]
    assert {finding.name for finding in found.findings} == {"bubblewrap", "landlock", "seccomp"}

"""Sandboxes that serve one submission after another, as long as all is as usual."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from grader.model import IsolationLevel
from grader.sandbox import Keeper, Outlook, Reserve, RunResult, RunStatus, Sandbox
from grader.sandbox import reserve as reserve_module

OUTLOOK = Outlook(
    module="task", scenarios="def f(student):\n    return student.attack()\n", explores=False
)
CALM = "def attack():\n    return 1\n"
LOOK = """
import os
def attack():
    seen = {}
    for folder in ("/submission", "/tmp", "/dev/shm"):
        seen[folder] = sorted(os.listdir(folder))
    seen["processes"] = sorted(int(name) for name in os.listdir("/proc") if name.isdigit())
    seen["me"] = os.getpid()
    return seen
"""
EVENTFUL = {
    "a process that stays": (
        "import os, time\n"
        "def attack():\n"
        "    if os.fork() == 0:\n"
        "        os.setsid()\n"
        "        time.sleep(600)\n"
    ),
    "an end without an answer": "import os\ndef attack():\n    os._exit(0)\n",
    "a hang": "import time\ndef attack():\n    time.sleep(600)\n",
    "a finding of the audit hook": "import sys\ndef attack():\n    sys._getframe(1)\n",
    "a connection that the kernel remembers": (
        "import socket\n"
        "def attack():\n"
        "    server = socket.create_server(('127.0.0.1', 0))\n"
        "    client = socket.create_connection(server.getsockname())\n"
        "    here = server.accept()[0]\n"
        "    here.close()\n"
        "    client.close()\n"
        "    server.close()\n"
    ),
    "a socket on its way through itself": (
        "import socket\n"
        "def attack():\n"
        "    server = socket.socket(socket.AF_UNIX)\n"
        "    server.bind('\\0kept')\n"
        "    here, there = socket.socketpair()\n"
        "    for end in (here, there):\n"
        "        socket.send_fds(end, [b'x'], [server.fileno(), here.fileno(), there.fileno()])\n"
    ),
    "more output than is taken": "def attack():\n    print('x' * (9 << 20))\n",
}

Run = Callable[..., RunResult]


@pytest.fixture
def reserve(tmp_path: Path) -> Iterator[Reserve]:
    reserve = Reserve(tmp_path, IsolationLevel.FULL, OUTLOOK)
    yield reserve
    reserve.close()


@pytest.fixture
def submit(tmp_path: Path) -> Callable[[Sandbox, str], Keeper]:
    """Puts a submission into a lent sandbox."""

    def put(
        sandbox: Sandbox, source: str, name: str = "task.py", outlook: Outlook = OUTLOOK
    ) -> Keeper:
        folder = tmp_path / f"submission{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        (folder / "task.py").write_text(source, "utf-8")
        (folder / name).write_text(source, "utf-8")
        return Keeper(folder, outlook=outlook, lent=sandbox)

    return put


def lend(reserve: Reserve) -> Sandbox:
    sandbox = reserve.lend()
    assert sandbox is not None
    return sandbox


def test_a_calm_sandbox_is_lent_again(reserve: Reserve, submit: Callable[..., Keeper], run: Run):
    """One after another, each in front of its own file."""
    first = lend(reserve)
    for value in (1, 2, 3):
        keeper = submit(first, f"def attack():\n    return {value}\n")
        answer = run(keeper).answer
        assert answer is not None
        assert answer.value == value
        keeper.close()
        assert keeper.uneventful
        reserve.take_back(first, uneventful=True)
        assert lend(reserve) is first


def test_nothing_of_the_submission_before_can_be_seen(
    reserve: Reserve, submit: Callable[..., Keeper], run: Run
):
    """Neither its file, nor what it wrote, nor its processes."""
    sandbox = lend(reserve)
    leaves = (
        "def attack():\n"
        "    for path in ('/tmp/left', '/dev/shm/left'):\n"
        "        open(path, 'w').write('for whoever comes')\n"
    )
    keeper = submit(sandbox, leaves, "other.py")
    assert run(keeper).status is RunStatus.ANSWERED
    assert keeper.uneventful
    reserve.take_back(sandbox, uneventful=True)
    answer = run(submit(lend(reserve), LOOK)).answer
    assert answer is not None
    me = answer.value.pop("me")
    assert answer.value == {
        "/submission": ["task.py"],
        "/tmp": [],
        "/dev/shm": [],
        "processes": [1, me],
    }


@pytest.mark.parametrize("what", EVENTFUL)
def test_a_sandbox_is_not_lent_again_after(
    what: str, reserve: Reserve, submit: Callable[..., Keeper], run: Run
):
    """Whatever is not as usual ends it."""
    sandbox = lend(reserve)
    keeper = submit(sandbox, EVENTFUL[what])
    run(keeper, soft=1.0 if what == "a hang" else 10.0)
    assert not keeper.uneventful
    reserve.take_back(sandbox, uneventful=keeper.uneventful)
    assert not sandbox.usable
    assert lend(reserve) is not sandbox


@pytest.mark.parametrize(
    "change", ["os.chmod('/tmp', 0o700)", "os.setxattr('/tmp', 'user.x', b'')"]
)
def test_a_folder_that_was_changed_itself_is_not_passed_on(
    change: str, reserve: Reserve, submit: Callable[..., Keeper], run: Run
):
    """Where the system lets a submission do it at all."""
    sandbox = lend(reserve)
    keeper = submit(sandbox, f"import os\ndef attack():\n    {change}\n    return 'done'\n")
    answer = run(keeper).answer
    assert answer is not None
    assert keeper.uneventful == (answer.value != "done")


@pytest.mark.parametrize(
    "slow",
    [
        "os.setpriority(os.PRIO_PROCESS, 1, 19)",
        "os.setpriority(os.PRIO_USER, 0, 19)",
        "os.setpriority(os.PRIO_PGRP, 1, 19)",
        "os.sched_setaffinity(1, {min(os.sched_getaffinity(0))})",
        "os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0))",
    ],
)
def test_a_submission_cannot_slow_those_that_come_after_it(
    slow: str, reserve: Reserve, submit: Callable[..., Keeper], run: Run
):
    """Every child has its share of the processors from the zygote."""
    look = (
        "import os\n"
        "def attack():\n"
        "    return [os.nice(0), os.sched_getscheduler(0), len(os.sched_getaffinity(0))]\n"
    )
    sandbox = lend(reserve)
    before = run(submit(sandbox, look)).answer
    attack = submit(
        sandbox, f"import os\ndef attack():\n    try: {slow}\n    except OSError: return 'denied'\n"
    )
    answer = run(attack).answer
    after = run(submit(sandbox, look)).answer
    assert answer is not None
    assert answer.value == "denied"
    assert before is not None
    assert after is not None
    assert after.value == before.value


def test_no_setting_of_the_kernel_can_be_changed(
    reserve: Reserve, submit: Callable[..., Keeper], run: Run
):
    """Those of a namespace (``pid_max``) outlast whoever sets them, and belong to its maker."""
    attack = (
        "import os\n"
        "def attack():\n"
        "    opened = []\n"
        "    for folder, _, names in os.walk('/proc/sys'):\n"
        "        for name in names:\n"
        "            path = os.path.join(folder, name)\n"
        "            try:\n"
        "                os.close(os.open(path, os.O_WRONLY))\n"
        "                opened.append(path)\n"
        "            except OSError:\n"
        "                pass\n"
        "    return [os.path.exists('/proc/sys/kernel/pid_max'), opened]\n"
    )
    answer = run(submit(lend(reserve), attack)).answer
    assert answer is not None
    assert answer.value == [True, []]


def test_standard_input_carries_nothing_to_the_next_submission(
    reserve: Reserve, submit: Callable[..., Keeper], run: Run
):
    """Neither flags nor a lock: what a descriptor can hold is not shared."""
    sandbox = lend(reserve)
    leaves = (
        "import fcntl, os\n"
        "def attack():\n"
        "    fcntl.fcntl(0, fcntl.F_SETFL, os.O_APPEND | os.O_NONBLOCK)\n"
        "    fcntl.fcntl(0, fcntl.F_SETSIG, 12)\n"
        "    fcntl.flock(0, fcntl.LOCK_EX)\n"
    )
    assert run(submit(sandbox, leaves)).status is RunStatus.ANSWERED
    look = (
        "import fcntl, os\n"
        "def attack():\n"
        "    fcntl.flock(os.open('/dev/null', os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
        "    flags = fcntl.fcntl(0, fcntl.F_GETFL) & (os.O_APPEND | os.O_NONBLOCK)\n"
        "    return [flags, fcntl.fcntl(0, fcntl.F_GETSIG)]\n"
    )
    answer = run(submit(sandbox, look)).answer
    assert answer is not None
    assert answer.value == [0, 0]


def test_memory_holds_nothing_of_the_submission_before(
    tmp_path: Path, submit: Callable[..., Keeper], run: Run
):
    """A child is a copy of the zygote, and may have another program read what lies there.

    What is searched for is put together, so that the search does not find itself.
    """
    explores = msgspec.structs.replace(OUTLOOK, explores=True)
    folder = tmp_path / "own"
    folder.mkdir()
    reserve = Reserve(folder, IsolationLevel.FULL, explores)
    lines = "".join(f"    x{n} = 'SECRET CODE {n}'  # SECRET TEXT {n}\n" for n in range(100))
    secret = (
        f"def attack():\n{lines}"
        "    print('SECRET WORD ' * 200)\n"
        "    return ['SECRET ANSWER'] * 200\n"
    )
    searches = (
        "import os, subprocess, sys\n"
        "CODE = '''\n"
        "import re, sys\n"
        "found = set()\n"
        "with open('/proc/' + sys.argv[1] + '/mem', 'rb', 0) as memory:\n"
        "    for line in open('/proc/' + sys.argv[1] + '/maps'):\n"
        "        start, end = (int(word, 16) for word in line.split()[0].split('-'))\n"
        "        if line.split()[1].startswith('r') and '[v' not in line:\n"
        "            memory.seek(start)\n"
        "            data = memory.read(end - start)\n"
        "            found.update(re.findall('SECR'.encode() + b'ET [A-Z]+', data))\n"
        "print(sorted(found))\n"
        "'''\n"
        "def attack():\n"
        "    command = [sys.executable, '-I', '-c', CODE, str(os.getpid())]\n"
        "    return subprocess.run(command, capture_output=True, text=True).stdout\n"
    )
    try:
        sandbox = lend(reserve)
        before = submit(sandbox, secret, outlook=explores)
        for mode in ("plain", "explore"):
            assert run(before, mode=mode).status is RunStatus.ANSWERED
        assert before.uneventful
        found = run(submit(sandbox, searches, outlook=explores)).answer
        assert found is not None
        assert found.value == "[]\n"
        # The search itself works.
        own = run(submit(sandbox, searches + "OWN = 'SECRET OWN'\n", outlook=explores)).answer
        assert own is not None
        assert own.value == "[b'SECRET OWN']\n"
    finally:
        reserve.close()


def test_the_submission_cannot_be_changed_from_inside(
    reserve: Reserve, submit: Callable[..., Keeper], run: Run
):
    """It is mounted read-only, whoever owns it."""
    attack = (
        "import errno, os\n"
        "def attack():\n"
        "    codes = []\n"
        "    for change in (\n"
        "        lambda: open('/submission/task.py', 'a'),\n"
        "        lambda: open('/submission/new.py', 'w'),\n"
        "        lambda: os.unlink('/submission/task.py'),\n"
        "        lambda: os.chmod('/submission/task.py', 0o777),\n"
        "    ):\n"
        "        try:\n"
        "            change()\n"
        "        except OSError as error:\n"
        "            codes.append(errno.errorcode[error.errno])\n"
        "    return codes\n"
    )
    answer = run(submit(lend(reserve), attack)).answer
    assert answer is not None
    assert len(answer.value) == 4
    assert set(answer.value) <= {"EROFS", "EACCES"}


def test_a_sandbox_does_not_last_for_ever(
    reserve: Reserve, submit: Callable[..., Keeper], run: Run, monkeypatch: pytest.MonkeyPatch
):
    """After so many submissions another one takes over."""
    monkeypatch.setattr(reserve_module, "MOST_SUBMISSIONS", 2)
    seen = []
    for _ in range(4):
        sandbox = lend(reserve)
        seen.append(sandbox)
        keeper = submit(sandbox, CALM)
        run(keeper)
        reserve.take_back(sandbox, uneventful=keeper.uneventful)
    assert seen[0] is seen[1]
    assert seen[2] is seen[3]
    assert seen[1] is not seen[2]


def test_modules_that_a_later_submission_mentions_are_at_hand(
    reserve: Reserve, submit: Callable[..., Keeper], run: Run
):
    """As in a sandbox that was started around it; and never taken from a submission."""
    source = (
        "import sys\n"
        "HAD = 'decimal' in sys.modules\n"
        "import decimal\n"
        "def attack():\n"
        "    return [HAD, decimal.__file__.startswith('/submission')]\n"
    )
    sandbox = lend(reserve)
    run(submit(sandbox, CALM, "_decimal.py"))
    reserve.take_back(sandbox, uneventful=True)
    answer = run(submit(lend(reserve), source, "_decimal.py")).answer
    assert answer is not None
    assert answer.value == [True, False]


def test_weaker_rungs_lend_nothing(tmp_path: Path):
    """There is no namespace there that would end everything."""
    for level in (IsolationLevel.LANDLOCK, IsolationLevel.LIMITED, IsolationLevel.BASIC):
        assert Reserve(tmp_path, level, OUTLOOK).lend() is None


def test_the_end_of_the_reserve_ends_its_sandboxes(tmp_path: Path):
    """The idle ones and the lent ones, with their folders."""
    reserve = Reserve(tmp_path, IsolationLevel.FULL, OUTLOOK)
    lent = lend(reserve)
    reserve.warm()
    reserve.close()
    assert not lent.usable
    assert not list(tmp_path.iterdir())

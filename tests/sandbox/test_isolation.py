"""What student code can see of this machine, and what works for it nevertheless."""

from __future__ import annotations

import contextlib
import os
import pickle
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from grader.model import IsolationLevel
from grader.sandbox import Keeper
from grader.sandbox.interpreter import Interpreter
from grader.sandbox.payload import payload_folder
from grader.wire import Job

STRONG = (IsolationLevel.FULL, IsolationLevel.LANDLOCK)
RUNGS = (*STRONG, IsolationLevel.LIMITED)
NOBODY = 65534
READ = """
def f(student, path):
    import os
    try:
        if os.path.isdir(path):
            return os.listdir(path)
        with open(path) as file:
            return file.read()
    except OSError:
        return "denied"
"""
CONNECT = """
def f(student, address, family):
    import socket
    with socket.socket(family) as client:
        client.settimeout(5)
        try:
            client.connect(tuple(address) if isinstance(address, list) else address)
        except OSError as error:
            return "refused"
        return "connected"
"""
FEATURES = """
import multiprocessing, queue, subprocess, sys, threading, time
from multiprocessing import shared_memory
from multiprocessing.managers import BaseManager
def double(n):
    return 2 * n
def add(counter, n):
    with counter.get_lock():
        counter.value += n
def put(channel):
    channel.put("x" * 100_000)
class Manager(BaseManager):
    pass
def pool(method):
    with multiprocessing.get_context(method).Pool(2) as pool:
        return pool.map(double, range(4))
def counter(method):
    context = multiprocessing.get_context(method)
    value = context.Value("i", 0)
    workers = [context.Process(target=add, args=(value, n)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return [value.value, [worker.exitcode for worker in workers]]
def channel(method):
    context = multiprocessing.get_context(method)
    items = context.Queue()
    worker = context.Process(target=put, args=(items,))
    worker.start()
    size = len(items.get())
    worker.join()
    return size
def manager(method):
    tasks = queue.Queue()
    Manager.register("tasks", callable=lambda: tasks)
    context = multiprocessing.get_context("fork")
    server = Manager(("127.0.0.1", 0), b"key", ctx=context)
    server.start()
    class Client(BaseManager):
        pass
    Client.register("tasks")
    client = Client(server.address, b"key")
    client.connect()
    client.tasks().put(5)
    value = server.tasks().get()
    server.shutdown()
    return value
def shared(method):
    block = shared_memory.SharedMemory(create=True, size=100)
    other = shared_memory.SharedMemory(block.name)
    block.buf[0] = 7
    value = other.buf[0]
    other.close()
    block.close()
    block.unlink()
    return value
def program(method):
    done = subprocess.run([sys.executable, "-c", "print(6)"], capture_output=True, text=True)
    return done.stdout
def shell(method):
    return subprocess.run("echo $((1 + 2))", shell=True, capture_output=True, text=True).stdout
def threads(method):
    out = []
    many = [threading.Thread(target=out.append, args=(n,)) for n in range(50)]
    for thread in many:
        thread.start()
    for thread in many:
        thread.join()
    return sorted(out) == list(range(50))
"""
EXPECTED = {
    "pool": [0, 2, 4, 6],
    "counter": [6, [0, 0, 0, 0]],
    "channel": 100_000,
    "manager": 5,
    "shared": 7,
    "program": "6\n",
    "shell": "3\n",
    "threads": True,
}


@pytest.mark.parametrize("rung", RUNGS)
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_what_the_course_teaches_works_inside(
    start: Any, run: Any, rung: IsolationLevel, method: str
) -> None:
    """Every start method, queues, managers over the loopback, shared memory, subprocesses."""
    keeper = start(FEATURES, level=rung)
    scenario = "def f(student, name, method):\n    return getattr(student, name)(method)\n"
    for name, expected in EXPECTED.items():
        result = run(keeper, scenario, name=name, method=method, soft=60.0, cpu=60.0)
        assert result.answer is not None, (name, result.reason)
        assert result.answer.value == expected, (name, result.answer, result.stderr)
        assert result.reply.survivors == 0, name
        assert result.flags == ()


@pytest.mark.parametrize("rung", STRONG)
def test_no_file_of_the_machine_can_be_read(
    start: Any, run: Any, rung: IsolationLevel, tmp_path: Path
) -> None:
    """The checks, the solutions, other submissions, the home folder, third-party packages."""
    tmp_path.chmod(0o755)
    secret = tmp_path / "test_checks.py"
    secret.write_text("secret", "utf-8")
    keeper = start("", level=rung)
    here = Path(__file__).resolve()
    packages = [
        str(next(path.rglob("*.py"), path)) for path in Interpreter.current().package_folders()
    ]
    for path in (
        str(secret),
        str(tmp_path),
        str(here),
        str(here.parents[2]),
        str(Path.home() / ".bashrc"),
        str(Path(sys.prefix) / "pyvenv.cfg"),
        "/etc/shadow",
        "/etc/ssh",
        "/var/log",
        *packages,
    ):
        result = run(keeper, READ, path=path)
        assert result.answer.value in ("denied", []), path


@pytest.mark.parametrize("rung", RUNGS)
def test_no_environment_variable_comes_in(
    start: Any, run: Any, rung: IsolationLevel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tokens of a CI system live there."""
    monkeypatch.setenv("SECRET_TOKEN", "secret")
    keeper = start("", level=rung)
    scenario = "def f(student):\n    import os\n    return dict(os.environ)\n"
    names = set(run(keeper, scenario).answer.value)
    allowed = {"HOME", "TMPDIR", "PATH", "LANG", "LC_ALL", "PWD"}
    assert names - allowed == {"PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE"}


@pytest.mark.parametrize(
    ("rung", "tcp", "abstract"),
    [
        (IsolationLevel.FULL, "refused", "refused"),
        (IsolationLevel.LANDLOCK, "connected", "refused"),
        (IsolationLevel.LIMITED, "connected", "connected"),
    ],
)
def test_the_network_of_the_machine_is_another_one(
    start: Any, run: Any, rung: IsolationLevel, tcp: str, abstract: str
) -> None:
    """On the strongest rung only; what the others let through is written down here."""
    keeper = start("", level=rung)
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        result = run(keeper, CONNECT, address=list(server.getsockname()), family=2)
        assert result.answer.value == tcp
    name = f"\0grader-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(name)
        server.listen()
        result = run(keeper, CONNECT, address=name, family=1)
        assert result.answer.value == abstract


def test_processes_of_the_machine_can_not_be_seen(start: Any, run: Any) -> None:
    """Only the zygote, the child and what it starts."""
    scenario = (
        "def f(student):\n    import os\n"
        "    return sorted(int(n) for n in os.listdir('/proc') if n.isdigit())\n"
    )
    seen = run(start("", level=IsolationLevel.FULL), scenario).answer.value
    assert seen[0] == 1
    assert len(seen) == 2


def test_an_interrupted_answer_of_one_run_never_turns_up_in_the_next(start: Any, run: Any) -> None:
    """Pipes belong to one child; a daemon that kept them is dead, and its pipe closed."""
    source = (
        "import os, time\n"
        "def attack():\n"
        "    if os.fork() == 0:\n"
        "        while True:\n"
        "            os.write(1, b'old')\n"
        "    os._exit(0)\n"
    )
    keeper = start(source)
    run(keeper)
    result = run(keeper, "def f(student):\n    print('new')\n    return 1\n")
    assert result.stdout == "new\n"


def test_an_ordinary_user_gets_the_full_sandbox_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a user namespace, by the interpreter of the system if this one can't be reached."""
    with contextlib.ExitStack() as stack:
        base = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        base.chmod(0o755)
        monkeypatch.setenv("XDG_CACHE_HOME", str(base / "cache"))
        payload_folder.cache_clear()
        stack.callback(payload_folder.cache_clear)
        payload = payload_folder()
        for folder in (payload, *payload.parents):
            if folder.is_relative_to(base):
                folder.chmod(0o755)
        (base / "submission").mkdir()
        (base / "submission" / "task.py").write_text(
            "import os\ndef attack():\n    return [os.getuid(), os.getpid() > 1]\n", "utf-8"
        )
        assert _as_nobody(base / "submission") == [
            (level, [os.geteuid() or NOBODY, True]) for level in STRONG
        ]


def _as_nobody(folder: Path) -> list[Any]:
    """Run the submission as an ordinary user, in a process of its own."""
    interpreter = _reachable_interpreter()
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setresgid(NOBODY, NOBODY, NOBODY)
                os.setresuid(NOBODY, NOBODY, NOBODY)
            results: list[Any] = []
            for level in STRONG:
                with Keeper(folder, level=level, interpreter=interpreter) as keeper:
                    job = Job(
                        mode="plain",
                        module="task",
                        scenarios="def f(student):\n    return student.attack()\n",
                        function="f",
                    )
                    result = keeper.run(job, soft_timeout=60, cpu_limit=60)
                    value = result.answer.value if result.answer else result.reason
                    results.append((level, value))
        except BaseException as error:
            results = [repr(error)]
        os.write(writer, pickle.dumps(results))
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as file:
        data = file.read()
    os.waitpid(pid, 0)
    return list(pickle.loads(data))


def _reachable_interpreter() -> Interpreter:
    current = Interpreter.current()
    if current.is_open_to_all():
        return current
    for version in ("3.11", "3.12", "3.13", "3.14"):
        path = Path(f"/usr/bin/python{version}")
        if path.exists():
            return Interpreter(path.resolve(), Path("/usr"), version)
    raise AssertionError("no interpreter here can be reached by an ordinary user")

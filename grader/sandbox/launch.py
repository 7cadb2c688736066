"""Starts the processes of a sandbox, on whichever rung; what is alike for all of them."""

from __future__ import annotations

import json
import os
import platform
import secrets
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from grader import scratch
from grader.errors import GraderError
from grader.model import IsolationLevel
from grader.sandbox import bubblewrap, fallback, policy
from grader.sandbox.interpreter import Interpreter
from grader.sandbox.outlook import Outlook, worth_loading
from grader.sandbox.payload import payload_folder
from grader.sandbox.pipes import wait_readable
from grader.student import syscalls
from grader.wire import KEPT_OUTPUT, MAX_ANSWER, MAX_OUTPUT

_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from grader.student.zygote import main; "
    "main(int(sys.argv[2]), int(sys.argv[3]))"
)
_MAX_FILES = 64
_MAX_FILE = 8 << 20


@dataclass
class Launch:
    """A sandbox that has been started, and may not be ready yet."""

    level: IsolationLevel
    process: subprocess.Popen[bytes]
    commands: int
    """Where frames are written to."""
    replies: int
    """Where frames are read from."""
    log: IO[bytes]
    """What the launcher and the zygote wrote to their standard error."""
    config: dict[str, Any]
    info: int | None = None
    """Where bubblewrap says which process it started."""
    workspace: Path | None = None
    """A folder of this run only (weaker rungs): to be removed."""
    shelf: Path | None = None
    """Where the submission lies that is seen inside, if it can be exchanged: to be removed."""

    def init(self) -> int:
        """The process id of the zygote, as the trusted side sees it.

        Raises:
            GraderError: the sandbox did not come up.
        """
        if self.info is None:
            return self.process.pid
        data = b""
        while b"}" not in data:
            part = os.read(self.info, 4096)
            if not part:
                raise GraderError("the sandbox", f"it did not start: {self.last_words()}", REPORT)
            data += part
        return int(json.loads(data)["child-pid"])

    def last_words(self) -> str:
        """What the launcher or the zygote wrote before it ended."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(1.0)
        self.log.seek(0)
        text = self.log.read(8000).decode("utf-8", "replace").strip()
        return text or f"it ended with status {self.process.returncode}"


REPORT = "Run `grader doctor`, and please report this with its output"


def launch(
    folder: Path,
    level: IsolationLevel,
    memory_limit: int,
    interpreter: Interpreter,
    outlook: Outlook | None = None,
    *,
    shelf: Path | None = None,
) -> Launch:
    """Start a sandbox around the files of ``folder``.

    Args:
        folder: what is copied in.
        level: the rung.
        memory_limit: bytes that all processes inside may use together.
        interpreter: what runs inside.
        outlook: what jobs will come, where that is known.
        shelf: put the files there and show that folder, so that they can be exchanged; on the
            strongest rung only.

    Raises:
        GraderError: it can't be started here.
    """
    files = read_folder(folder)
    config = _config(level, memory_limit)
    if outlook is not None:
        config["preload"] = preload(outlook, files)
    if shelf is not None and level is IsolationLevel.FULL:
        fill(shelf, files)
        return _launch_full({}, config, level, interpreter, shelf)
    launcher = _launch_full if level is IsolationLevel.FULL else _launch_plain
    return launcher(files, config, level, interpreter)


def preload(outlook: Outlook, files: Mapping[str, bytes]) -> list[str]:
    """The modules that are worth importing ahead for a submission of these files."""
    texts = [outlook.scenarios, *(data.decode("utf-8", "replace") for data in files.values())]
    wanted = worth_loading(policy.PRELOADED, policy.ON_DEMAND, texts)
    return [name for name in wanted if outlook.explores or name != policy.EXPLORER]


def fill(shelf: Path, files: Mapping[str, bytes]) -> None:
    """Let ``files`` be all that is in ``shelf``: readable for everybody, writable for nobody."""
    for path in sorted(shelf.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    for name, data in files.items():
        path = shelf / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for path in (shelf, *shelf.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o444)


def read_folder(folder: Path) -> dict[str, bytes]:
    """The regular files below ``folder``; links and everything else are passed over."""
    found: dict[str, bytes] = {}
    for base, names, files in os.walk(folder):
        names[:] = [name for name in names if name != "__pycache__"]
        for name in sorted(files):
            path = Path(base, name)
            if path.is_symlink() or not path.is_file() or len(found) >= _MAX_FILES:
                continue
            if path.stat().st_size <= _MAX_FILE:
                found[str(path.relative_to(folder))] = path.read_bytes()
    return found


def _config(level: IsolationLevel, memory_limit: int) -> dict[str, Any]:
    """What the zygote is told first; see ``student/zygote.py``."""
    known = platform.system() == "Linux" and platform.machine() in syscalls.MACHINES
    own = _own_user() if platform.system() == "Linux" and os.geteuid() == 0 else None
    return {
        "type": "config",
        "uid": own,
        "gid": own,
        "keep_reading": False,
        "die_with_parent": level is IsolationLevel.FULL,
        "sweep": {IsolationLevel.FULL: "namespace", IsolationLevel.BASIC: "group"}.get(
            level, "tree"
        ),
        "trusted_namespace": _pid_namespace(),
        "deny": policy.DENY if known and level is not IsolationLevel.BASIC else None,
        "child_deny": [],
        "landlock": None,
        "limits": {**policy.LIMITS, "DATA": memory_limit},
        "caps": {
            "answer": MAX_ANSWER,
            "kept": KEPT_OUTPUT,
            "output": MAX_OUTPUT,
            "flags": policy.MAX_FLAGS,
        },
        "wipe": [],
        "wipe_owned": [],
        "home": policy.HOME,
        "submission": policy.SUBMISSION,
        "preload": list(policy.PRELOADED),
    }


def _command(interpreter: Interpreter, payload: str, commands: int, replies: int) -> list[str]:
    executable = str(interpreter.executable)
    return [executable, "-s", "-P", "-B", "-c", _START, payload, str(commands), str(replies)]


def _spawn(
    argv: list[str], keep: list[int], environment: dict[str, str]
) -> tuple[subprocess.Popen[bytes], IO[bytes]]:
    log = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the sandbox
    try:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            cwd="/",
            env=environment,
            pass_fds=keep,
            start_new_session=True,
        )
    except OSError as error:
        raise GraderError("the sandbox", f"{argv[0]} can't be run: {error}", REPORT) from None
    return process, log


def _launch_full(
    files: dict[str, bytes],
    config: dict[str, Any],
    level: IsolationLevel,
    interpreter: Interpreter,
    shelf: Path | None = None,
) -> Launch:
    bwrap = bubblewrap.find()
    if bwrap is None:
        raise GraderError("the sandbox", "bubblewrap is not installed", REPORT)
    config["wipe"] = list(policy.WRITABLE)
    as_root = os.geteuid() == 0
    uid = config["uid"] if as_root else os.geteuid()
    gid = config["gid"] if as_root else os.getegid()
    contents = {path: text.encode() for path, text in policy.made_up_files(uid, gid).items()}
    contents |= {f"{policy.SUBMISSION}/{name}": data for name, data in files.items()}
    view = bubblewrap.system_view(
        interpreter.folders(), interpreter.package_folders(), payload_folder()
    )
    command_reader, commands = os.pipe()
    replies, reply_writer = os.pipe()
    info, info_writer = os.pipe()
    inner = [command_reader, reply_writer, info_writer]
    sources = {path: _in_memory(data) for path, data in contents.items()}
    try:
        argv = bubblewrap.arguments(
            bwrap,
            view,
            sources,
            _command(interpreter, policy.PAYLOAD, command_reader, reply_writer),
            as_root=as_root,
            info_fd=info_writer,
            shelf=shelf,
        )
        process, log = _spawn(argv, [*inner, *sources.values()], {})
    except BaseException:
        for fd in (commands, replies, info):
            os.close(fd)
        raise
    finally:
        for fd in (*inner, *sources.values()):
            os.close(fd)
    return Launch(level, process, commands, replies, log, config, info, shelf=shelf)


def _launch_plain(
    files: dict[str, bytes],
    config: dict[str, Any],
    level: IsolationLevel,
    interpreter: Interpreter,
) -> Launch:
    payload = payload_folder()
    # Not the long temporary folder of macOS: names of sockets below it have to stay short.
    base = None if platform.system() == "Linux" else "/tmp"
    workspace = scratch.make("run-", base=base)
    fallback.furnish(workspace, files, config, level, interpreter, payload)
    command_reader, commands = os.pipe()
    replies, reply_writer = os.pipe()
    home = config["home"]
    environment = {**policy.ENVIRONMENT, "HOME": home, "TMPDIR": home}
    try:
        argv = _command(interpreter, str(payload), command_reader, reply_writer)
        process, log = _spawn(argv, [command_reader, reply_writer], environment)
    except BaseException:
        os.close(commands)
        os.close(replies)
        scratch.remove(workspace)
        raise
    finally:
        os.close(command_reader)
        os.close(reply_writer)
    return Launch(level, process, commands, replies, log, config, None, workspace)


def _in_memory(data: bytes) -> int:
    """A descriptor from which ``data`` can be read, without a file on disk."""
    fd = os.memfd_create("grader")
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]
    os.lseek(fd, 0, os.SEEK_SET)
    return fd


def _own_user() -> int:
    """A user id that nobody has, different for each sandbox.

    Limits are counted by user, so two sandboxes with one id would take each other's processes.
    """
    with open("/proc/self/uid_map", encoding="ascii") as file:
        largest = max(sum(map(int, (line.split()[0], line.split()[2]))) for line in file)
    if largest > 1 << 31:
        return 0x60000000 + secrets.randbelow(1 << 24)
    return 20_000 + secrets.randbelow(max(1, min(largest, 60_000) - 20_000))


def _pid_namespace() -> int | None:
    try:
        return os.stat("/proc/self/ns/pid").st_ino
    except OSError:
        return None


def end_process(pidfd: int, seconds: float = 3.0) -> bool:
    """Kill a process by its descriptor and wait for its end; whether it came."""
    with suppress(ProcessLookupError):
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    return wait_readable(pidfd, seconds)

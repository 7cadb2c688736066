"""Drives `converse`: small Python programs that read, write, sleep and leave children."""

import contextlib
import gc
import json
import os
import select
import subprocess
import sys
import tempfile

from grader.student.toolkit import Footprint

PATIENCE = 24.0
"""Seconds given to programs that end by themselves: it only ends hangs."""
TRIES = (0.25, 1.0, 4.0)
"""Timeouts in seconds for programs that never end. A longer one is tried only when the machine
was so slow that the program had not begun to sleep before."""

UPPER = """
import sys
lines = sys.stdin.buffer.readlines()
sys.stdout.buffer.write(b"".join(lines).upper())
sys.stderr.buffer.write(b"%d lines" % len(lines))
sys.stdout.flush()
sys.exit(int(sys.argv[1]))
"""

TELL = """
import sys
sys.stdout.write(ascii(sys.stdin.buffer.readlines()))
"""

BYTES = """
import sys
sys.stdout.buffer.write(bytes.fromhex(sys.argv[1]))
sys.stderr.buffer.write(bytes.fromhex(sys.argv[2]))
"""

LOUD = """
import sys
streams = {"o": sys.stdout.buffer, "e": sys.stderr.buffer}
for name in sys.argv[1]:
    streams[name].write(name.encode() * int(sys.argv[2]))
    streams[name].flush()
"""

MIRROR = """
import os
while chunk := os.read(0, 1 << 16):
    os.write(1, chunk)
"""

DEAF = """
import os
os.close(0)
os.write(1, b"I do not listen")
"""

ARGUMENTS = """
import json, sys
print(json.dumps(sys.argv[1:]))
"""

SLEEPER = """
import signal, sys
sys.stdout.write(sys.argv[1])
sys.stdout.flush()
sys.stderr.write(sys.argv[2])
sys.stderr.flush()
signal.pause()
"""

FAMILY = """
import os, signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
mine = os.open(sys.argv[1], os.O_WRONLY)
if os.fork() == 0:
    os.close(mine)
    nothing = os.open("/dev/null", os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    mine = os.open(sys.argv[2], os.O_WRONLY)
os.write(mine, b"here")
while True:
    signal.pause()
"""


def python(program, *arguments):
    return [sys.executable, "-I", "-S", "-c", program, *map(str, arguments)]


def plain(said):
    return {"exit_code": said.exit_code, "stdout": said.stdout, "stderr": said.stderr}


def talks(student, lines, code):
    return plain(student.converse(python(UPPER, code), lines, PATIENCE))


def lines(student, lines):
    return student.converse(python(TELL), lines, PATIENCE).stdout


def text(student, out, err):
    return plain(student.converse(python(BYTES, out, err), [], PATIENCE))


def big_output(student, order, size):
    said = student.converse(python(LOUD, order, size), [], PATIENCE)
    return {
        name: [len(part), part.count(name)]
        for name, part in (("o", said.stdout), ("e", said.stderr))
    }


def big_input(student, program, lines, width):
    sent = [f"{number:0{width}}" for number in range(lines)]
    said = student.converse(python({"mirror": MIRROR, "deaf": DEAF}[program]), sent, PATIENCE)
    whole = said.stdout == "".join(line + "\n" for line in sent)
    return {
        "exit_code": said.exit_code,
        "characters": len(said.stdout),
        "same": whole,
        "start": said.stdout[:40],
    }


def arguments(student, arguments):
    return json.loads(student.converse(python(ARGUMENTS, *arguments), [], PATIENCE).stdout)


def missing_program(student, name):
    try:
        said = student.converse([name], [], PATIENCE)
    except Exception as error:
        return type(error).__name__
    return repr(said)


def timeout_says(student, out, err):
    seen = {}
    for timeout in TRIES:
        try:
            student.converse(python(SLEEPER, out, err), [], timeout)
        except subprocess.TimeoutExpired as late:
            seen = {
                "raised": "TimeoutExpired",
                "output": describe(late.output),
                "stderr": describe(late.stderr),
            }
            if late.output and late.stderr:
                break
        except Exception as error:
            return {"raised": type(error).__name__}
        else:
            return {"raised": None}
    return seen


def describe(part):
    return [type(part).__name__, part if isinstance(part, str) else repr(part)]


def timeout_kills(student):
    folder = tempfile.mkdtemp()
    for number, timeout in enumerate(TRIES):
        paths = [os.path.join(folder, f"{name}{number}") for name in ("child", "grandchild")]
        ends = []
        for path in paths:
            os.mkfifo(path)
            ends.append(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
        with contextlib.suppress(subprocess.TimeoutExpired):
            student.converse(python(FAMILY, *paths), [], timeout)
        if not all(ready(end) for end in ends):
            continue  # killed before the grandchild was there: it proves nothing
        return {
            "child": gone(ends[0]),
            "grandchild": gone(ends[1]),
        }
    return {"child": None, "grandchild": None}


def ready(end):
    """Whether the process at the other end of a FIFO was once there."""
    try:
        return os.read(end, 4) == b"here"
    except BlockingIOError:
        return False


def gone(end):
    """Whether it has ended, by now or soon: the kernel closes its end of the FIFO."""
    poll = select.poll()
    poll.register(end, select.POLLIN)
    return bool(poll.poll(10_000)) and os.read(end, 1) == b""


def no_leaks(student, calls):
    student.converse(python(DEAF), [], PATIENCE)
    gc.collect()
    before = Footprint()
    for number in range(calls):
        student.converse(python(DEAF), ["x"] * number, PATIENCE)
    for argv, timeout in ((["/no/such/program"], PATIENCE), (python(SLEEPER, "a", "b"), 0.05)):
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            student.converse(argv, [], timeout)
    gc.collect()
    left = Footprint().beyond(before)
    return {name: len(things) for name, things in left.items()}

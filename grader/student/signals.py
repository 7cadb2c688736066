"""The two signals by which the zygote asks a hanging child, and the state a child starts with.

Real-time signals, because student code has no business with them; where there are none (macOS),
the user signals.
"""

from __future__ import annotations

import os
import signal

_TICKS = os.sysconf("SC_CLK_TCK")
_LAST: int | None = getattr(signal, "SIGRTMAX", None)

STACKS: int = _LAST - 1 if _LAST else signal.SIGUSR2
"""``faulthandler`` answers from C, even while a C loop holds the interpreter lock."""
WAITS: int = _LAST - 2 if _LAST else signal.SIGUSR1
"""Python code answers, as soon as the main thread runs a byte-code or waits interruptibly."""


def all_to_default() -> None:
    """Set every signal to its default: to PID 1 the kernel then delivers none from inside."""
    for number in signal.valid_signals():
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            try:
                signal.signal(number, signal.SIG_DFL)
            except (OSError, ValueError):
                continue
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def as_in_a_fresh_interpreter() -> None:
    """Set the signals as Python does when it starts."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    if hasattr(signal, "SIGXFSZ"):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def can_answer(pid: int, number: int) -> bool:
    """Whether ``pid`` has a handler for signal ``number`` and is neither deaf to it nor stopped."""
    try:
        with open(f"/proc/{pid}/status", "rb") as file:
            fields = dict(line.split(b":", 1) for line in file if b":" in line)
        caught, blocked = (int(fields[name], 16) for name in (b"SigCgt", b"SigBlk"))
        stopped = fields[b"State"].strip()[:1] in (b"T", b"t", b"Z", b"X")
    except (OSError, KeyError, ValueError):
        return False
    bit = 1 << (number - 1)
    return bool(caught & bit) and not blocked & bit and not stopped


def cpu_time(pid: int) -> float:
    """Seconds of CPU time that ``pid`` has used, in steps of a clock tick; 0 if it is gone."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS
    except (OSError, IndexError, ValueError):
        return 0.0

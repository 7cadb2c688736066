"""The two signals by which the zygote asks a hanging child, and the state a child starts with.

Real-time signals, because student code has no business with them; where there are none (macOS),
the user signals.
"""

from __future__ import annotations

import signal

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


def is_caught(pid: int, number: int) -> bool:
    """Whether ``pid`` has a handler for signal ``number`` (else it would die of it)."""
    try:
        with open(f"/proc/{pid}/status", "rb") as file:
            for line in file:
                if line.startswith(b"SigCgt:"):
                    return bool(int(line.split()[1], 16) >> (number - 1) & 1)
    except OSError:
        return False
    return False

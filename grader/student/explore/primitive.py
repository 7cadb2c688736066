"""What all modelled primitives share: a key, a clock, needs and deadlines."""

from __future__ import annotations

from typing import Any

from grader.student.explore.runtime import Execution, rt

TIMEOUT_MAX = 9223372036.0


def running() -> Execution:
    """Return the execution under way. Raise RuntimeError outside of one."""
    execution = rt.execution
    if execution is None:
        raise RuntimeError("a controlled primitive was used outside of its execution")
    return execution


def is_true(value: Any) -> bool:
    """A need: the probe itself."""
    return bool(value)


def deadline_of(execution: Execution, timeout: float | None) -> float | None:
    """Return the virtual time at which a wait that begins now expires."""
    return None if timeout is None else execution.current.time + max(timeout, 0.0)


class Primitive:
    """What all modelled objects share: a key, a clock, and the place they were made at."""

    kind = "object"

    def __init__(self) -> None:
        execution = running()
        self._serial = execution.next_serial()
        self._key = (self.kind, self._serial)
        self.time = 0.0
        if execution.recorder is not None:
            execution.recorder.made(self)

    def probe(self) -> Any:
        """Return the state that blocking operations depend on."""
        return None

    def __hash__(self) -> int:
        # By the order of creation, so that sets of these iterate alike in each execution.
        return hash(self._serial)


def check_wait(blocking: bool, timeout: float) -> float | None:
    """Return how long to wait: None for ever, 0 not at all. Errors are CPython's."""
    if not blocking:
        if timeout != -1:
            raise ValueError("can't specify a timeout for a non-blocking call")
        return 0
    if timeout == -1:
        return None
    if timeout < 0:
        raise ValueError("timeout value must be a non-negative number")
    if timeout > TIMEOUT_MAX:
        raise OverflowError("timeout value is too large")
    return timeout


def note(execution: Execution, text: str) -> None:
    """Add what came of it to the step just recorded."""
    if execution.recorder is not None:
        execution.recorder.note(text)


def lock_free(probe: Any) -> bool:
    """A need of a lock of either sort: its probe says that nobody holds it."""
    return probe is None or probe is True


def never(probe: Any) -> bool:
    """A need that only the clock can end."""
    return False

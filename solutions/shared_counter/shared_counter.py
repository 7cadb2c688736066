"""Reference solution of `shared_counter`."""

from __future__ import annotations

import multiprocessing


class SharedCounter:
    """A counter that starts at 0 and that every process sees and counts up."""

    def __init__(self) -> None:
        # "i" is a C int in shared memory, and 0 its first value. A plain attribute would be
        # copied into every process, and each would count its own copy.
        self._value = multiprocessing.Value("i", 0)

    def increment(self) -> None:
        """Add 1."""
        # `+=` reads and then writes. Each of the two is safe by itself, because the Value takes
        # its lock for it; but between them another process may read the same number, and then
        # one increment is lost. So hold the lock over both. It is an RLock: taking it again
        # inside, as reading and writing do, does not block.
        with self._value.get_lock():
            self._value.value += 1

    @property
    def value(self) -> int:
        """How many increments there were, in all processes together."""
        return self._value.value

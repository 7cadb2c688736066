"""Exercise `shared_counter`: one number that several processes count up.

Read README.md first, then fill in what is marked TODO. Try it with

    make check EX=shared_counter
"""

from __future__ import annotations

import multiprocessing


class SharedCounter:
    """A counter that starts at 0 and that every process sees and counts up."""

    def __init__(self) -> None:
        # TODO: multiprocessing.Value makes a number that lies in shared memory.
        raise NotImplementedError

    def increment(self) -> None:
        """Add 1. No increment is lost, however many processes do this at once."""
        # TODO
        raise NotImplementedError

    @property
    def value(self) -> int:
        """How many increments there were, in all processes together."""
        # TODO
        raise NotImplementedError


def count(counter: SharedCounter, times: int) -> None:
    """Something to try it with: what each process does."""
    for _ in range(times):
        counter.increment()


if __name__ == "__main__":
    shared = SharedCounter()
    processes = [multiprocessing.Process(target=count, args=(shared, 1000)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    print(f"4 processes, 1000 increments each: {shared.value}")

"""Exercise `exchange`: writers put, readers take, a queue lies between their processes.

Read README.md first, then fill in what is marked TODO. Try it with

    make check EX=exchange
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any


def exchange(batches: list[list[Any]], readers: int, handle: Callable[[Any], Any]) -> list[Any]:
    """Hand every item of every batch through a queue to a reader process, which handles it.

    Each batch is put into the queue by a writer process; `readers` reader processes call
    `handle(item)`. Returns the results of all items in the order of the input: those of the
    first batch, then those of the second, and so on. Where `handle` raised, the exception
    stands in its item's place.
    """
    # TODO: multiprocessing.Queue, writer processes, reader processes, and a way in which the
    # readers learn that nothing more will come.
    raise NotImplementedError


def shout(word: str) -> str:
    """Something to try it with."""
    return f"{word.upper()} (handled by process {os.getpid()})"


if __name__ == "__main__":
    print(exchange([["a", "b"], ["c"]], 2, shout))

"""Reference solution of `exchange`."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.queues import Queue
from typing import Any

END = None
"""What the writers' side puts last, once for each reader. No item is mistaken for it, because
an item travels as a tuple with its place."""


def exchange(batches: list[list[Any]], readers: int, handle: Callable[[Any], Any]) -> list[Any]:
    """Hand every item of every batch through a queue to a reader process, which handles it."""
    items: Queue[Any] = multiprocessing.Queue()
    results: Queue[Any] = multiprocessing.Queue()
    reading = [
        multiprocessing.Process(target=read, args=(items, results, handle)) for _ in range(readers)
    ]
    writing, first = [], 0
    for batch in batches:
        # Many readers answer in any order, so every item takes its place along.
        writing.append(multiprocessing.Process(target=write, args=(items, first, batch)))
        first += len(batch)
    for process in reading + writing:
        process.start()

    for process in writing:
        process.join()
    # Only now is it certain that nothing comes after the end marks. One for each reader: a
    # reader that takes one has ended and takes no other.
    for _ in reading:
        items.put(END)

    # Empty the results before joining the readers: a process that has put something into a
    # queue ends only when all of it has gone through the pipe (64 KiB fit into it).
    collected = dict(results.get() for _ in range(first))
    # No terminate(): the readers end by themselves, with nothing left in their hands.
    for process in reading:
        process.join()
    return [collected[place] for place in range(first)]


def write(items: Queue[Any], first: int, batch: list[Any]) -> None:
    """Be a writer: put a batch into the queue, each item with its place."""
    for place, item in enumerate(batch, first):
        items.put((place, item))


def read(items: Queue[Any], results: Queue[Any], handle: Callable[[Any], Any]) -> None:
    """Be a reader: take and handle items until the end mark.

    `get` waits for the next item. Asking `empty()` would not do: an empty queue may only mean
    that a writer is slower than we are.
    """
    while (received := items.get()) is not END:
        place, item = received
        try:
            result = handle(item)
        except Exception as error:
            result = error
        results.put((place, result))

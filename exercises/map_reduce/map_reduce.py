"""Exercise `map_reduce`: count the words of many documents in many processes.

Read README.md first, then fill in what is marked TODO. Try it with

    make check EX=map_reduce
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def map_document(text: str) -> list[tuple[str, int]]:
    """The map step: `(word, 1)` for each word of `text.split()`, in order."""
    # TODO
    raise NotImplementedError


def reduce_counts(word: str, counts: list[int]) -> tuple[str, int]:
    """The reduce step: the word and the sum of its counts."""
    # TODO
    raise NotImplementedError


def word_count(documents: Sequence[str] | Mapping[Any, str], workers: int) -> dict[str, int]:
    """How often each word occurs in all documents together.

    The documents, a list or a dict, are mapped in `workers` worker processes. An error in
    map_document reaches the caller and names its document: its index or its key.
    """
    # TODO: map in workers, collect the counts of each word (shuffle), reduce.
    raise NotImplementedError


if __name__ == "__main__":
    poems = {"spring": "the rain\nthe wind", "autumn": "the leaves the rain"}
    print(word_count(poems, 2))

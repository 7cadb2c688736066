"""Reference solution of `map_reduce`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any


def map_document(text: str) -> list[tuple[str, int]]:
    """The map step: `(word, 1)` for each word of `text.split()`, in order."""
    return [(word, 1) for word in text.split()]


def reduce_counts(word: str, counts: list[int]) -> tuple[str, int]:
    """The reduce step: the word and the sum of its counts."""
    return word, sum(counts)


def word_count(documents: Sequence[str] | Mapping[Any, str], workers: int) -> dict[str, int]:
    """How often each word occurs in all documents together."""
    named = documents.items() if isinstance(documents, Mapping) else enumerate(documents)
    # Split and map. Each document is one task, so none can be lost or counted twice, however
    # many workers there are. A worker knows one document and nothing of the others: that is why
    # the map step could run on any number of machines.
    with ProcessPoolExecutor(workers) as executor:
        mapped = [(name, executor.submit(map_document, text)) for name, text in named]

    # Shuffle: bring together what belongs to one word. It happens here, in one process: workers
    # that all wrote into one shared dict would overwrite each other's counts.
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for name, future in mapped:
        try:
            pairs = future.result()
        except Exception as error:
            # "invalid literal" in one of ten thousand documents: the caller must know in which.
            raise RuntimeError(f"document {name!r}: {type(error).__name__}: {error}") from error
        for word, count in pairs:
            groups[word].append(count)

    # Reduce. The words are independent of each other, so this could be spread as well.
    return dict(reduce_counts(word, counts) for word, counts in groups.items())

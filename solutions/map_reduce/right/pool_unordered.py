"""`map_reduce` with a Pool, results as they come, a note on errors and a Counter for the sums."""

import itertools
import multiprocessing
from collections import Counter


def map_document(text):
    return [(word, 1) for word in text.split()]


def reduce_counts(word, counts):
    total = 0
    for count in counts:
        total += count
    return (word, total)


def _mapped(named):
    name, text = named
    try:
        partial = Counter()
        for word, one in map_document(text):
            partial[word] += one
        return partial
    except Exception as error:
        error.add_note(f"in document {name!r}")
        raise


def word_count(documents, workers):
    named = list(documents.items() if hasattr(documents, "items") else enumerate(documents))
    pool = multiprocessing.Pool(workers)
    try:
        pairs = [
            pair for partial in pool.imap_unordered(_mapped, named) for pair in partial.items()
        ]
    finally:
        pool.close()
        pool.join()
    pairs.sort()
    groups = itertools.groupby(pairs, key=lambda pair: pair[0])
    return dict(reduce_counts(word, [n for _, n in group]) for word, group in groups)

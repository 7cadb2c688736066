"""Wrong: merges by dict.update: the last document's count takes the place of the others."""

from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor


def map_document(text):
    return [(word, 1) for word in text.split()]


def reduce_counts(word, counts):
    return word, sum(counts)


def named_documents(documents):
    return list(documents.items() if isinstance(documents, dict) else enumerate(documents))


def map_to_dict(text):
    counts = {}
    for word, one in map_document(text):
        counts[word] = counts.get(word, 0) + one
    return counts


def word_count(documents, workers):
    named = named_documents(documents)
    total = {}
    with ProcessPoolExecutor(workers) as executor:
        futures = [executor.submit(map_to_dict, text) for _, text in named]
    for (name, _), future in zip(named, futures):
        try:
            total.update(future.result())
        except Exception as error:
            raise RuntimeError(f"document {name!r}: {error}") from error
    return total

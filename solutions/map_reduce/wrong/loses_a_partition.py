"""Wrong: cuts the documents into equal parts and loses the rest."""

from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor


def map_document(text):
    return [(word, 1) for word in text.split()]


def reduce_counts(word, counts):
    return word, sum(counts)


def named_documents(documents):
    return list(documents.items() if isinstance(documents, dict) else enumerate(documents))


def map_part(part):
    pairs = []
    for name, text in part:
        try:
            pairs += map_document(text)
        except Exception as error:
            raise RuntimeError(f"document {name!r}: {error}") from error
    return pairs


def word_count(documents, workers):
    named = named_documents(documents)
    size = len(named) // workers
    parts = [named[start * size : (start + 1) * size] for start in range(workers)]
    with ProcessPoolExecutor(workers) as executor:
        futures = [executor.submit(map_part, part) for part in parts]
    groups = defaultdict(list)
    for future in futures:
        for word, count in future.result():
            groups[word].append(count)
    return dict(reduce_counts(word, counts) for word, counts in groups.items())

"""Wrong: runs over a dict, which gives its keys."""

from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor


def map_document(text):
    return [(word, 1) for word in text.split()]


def reduce_counts(word, counts):
    return word, sum(counts)


def named_documents(documents):
    return list(enumerate(documents))


def collect(named, futures):
    groups = defaultdict(list)
    for (name, _), future in zip(named, futures):
        try:
            pairs = future.result()
        except Exception as error:
            raise RuntimeError(f"document {name!r}: {error}") from error
        for word, count in pairs:
            groups[word].append(count)
    return dict(reduce_counts(word, counts) for word, counts in groups.items())


def word_count(documents, workers):
    named = named_documents(documents)
    with ProcessPoolExecutor(workers) as executor:
        futures = [executor.submit(map_document, text) for _, text in named]
    return collect(named, futures)

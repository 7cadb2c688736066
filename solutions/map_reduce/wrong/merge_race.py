"""Wrong: all workers add into one shared dict, without a lock."""

from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Manager


def map_document(text):
    return [(word, 1) for word in text.split()]


def reduce_counts(word, counts):
    return word, sum(counts)


def named_documents(documents):
    return list(documents.items() if isinstance(documents, dict) else enumerate(documents))


def count_into(shared, name, text):
    try:
        pairs = map_document(text)
    except Exception as error:
        raise RuntimeError(f"document {name!r}: {error}") from error
    for word, count in pairs:
        shared[word] = shared.get(word, 0) + count


def word_count(documents, workers):
    with Manager() as manager:
        shared = manager.dict()
        with ProcessPoolExecutor(workers) as executor:
            futures = [
                executor.submit(count_into, shared, name, text)
                for name, text in named_documents(documents)
            ]
        for future in futures:
            future.result()
        return dict(shared)

"""Wrong: takes the number of the result for the number of the document."""

from collections import defaultdict
from multiprocessing import Pool


def map_document(text):
    return [(word, 1) for word in text.split()]


def reduce_counts(word, counts):
    return word, sum(counts)


def named_documents(documents):
    return list(documents.items() if isinstance(documents, dict) else enumerate(documents))


def word_count(documents, workers):
    named = named_documents(documents)
    groups = defaultdict(list)
    pool = Pool(workers)
    try:
        mapped = pool.imap_unordered(map_document, [text for _, text in named])
        for name, _ in named:
            try:
                pairs = next(mapped)
            except Exception as error:
                raise RuntimeError(f"document {name!r}: {error}") from error
            for word, count in pairs:
                groups[word].append(count)
    finally:
        pool.close()
        pool.join()
    return dict(reduce_counts(word, counts) for word, counts in groups.items())

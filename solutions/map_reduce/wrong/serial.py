"""Wrong: maps one document after the other, in the caller."""

from collections import defaultdict


def map_document(text):
    return [(word, 1) for word in text.split()]


def reduce_counts(word, counts):
    return word, sum(counts)


def named_documents(documents):
    return list(documents.items() if isinstance(documents, dict) else enumerate(documents))


def word_count(documents, workers):
    groups = defaultdict(list)
    for name, text in named_documents(documents):
        try:
            pairs = map_document(text)
        except Exception as error:
            raise RuntimeError(f"document {name!r}: {error}") from error
        for word, count in pairs:
            groups[word].append(count)
    return dict(reduce_counts(word, counts) for word, counts in groups.items())

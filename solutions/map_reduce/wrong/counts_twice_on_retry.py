"""Wrong: a worker that failed does its part again, though half of it was counted."""

from collections import defaultdict
from multiprocessing import Process, Queue


def map_document(text):
    return [(word, 1) for word in text.split()]


def reduce_counts(word, counts):
    return word, sum(counts)


def named_documents(documents):
    return list(documents.items() if isinstance(documents, dict) else enumerate(documents))


def work(tasks, results):
    for part in iter(tasks.get, None):
        for attempt in (1, 2):
            try:
                for name, text in part:
                    results.put((name, map_document(text)))
                break
            except Exception as error:
                if attempt == 2:
                    results.put((name, RuntimeError(f"document {name!r}: {error}")))
    results.put(None)


def word_count(documents, workers):
    named = named_documents(documents)
    tasks, results = Queue(), Queue()
    crew = [Process(target=work, args=(tasks, results)) for _ in range(workers)]
    for process in crew:
        process.start()
    size = max(1, -(-len(named) // workers))
    for start in range(0, len(named), size):
        tasks.put(named[start : start + size])
    for _ in crew:
        tasks.put(None)
    groups, ended, problem = defaultdict(list), 0, None
    while ended < workers:
        answer = results.get()
        if answer is None:
            ended += 1
        elif isinstance(answer[1], Exception):
            problem = answer[1]
        else:
            for word, count in answer[1]:
                groups[word].append(count)
    for process in crew:
        process.join()
    if problem:
        raise problem
    return dict(reduce_counts(word, counts) for word, counts in groups.items())

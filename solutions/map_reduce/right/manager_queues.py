"""`map_reduce` over a BaseManager: the workers could as well run on other machines."""

import multiprocessing
import queue
import secrets
from collections import defaultdict
from multiprocessing.managers import BaseManager

_queues = defaultdict(queue.Queue)


def get_queue(name):
    return _queues[name]


class Manager(BaseManager):
    pass


Manager.register("get_queue", get_queue)


class Remote(BaseManager):
    pass


Remote.register("get_queue")


class DocumentError(Exception):
    pass


def map_document(text):
    return [(word, 1) for word in text.split()]


def reduce_counts(word, counts):
    return word, sum(counts)


def work(address, key):
    manager = Remote(address, bytes(key))
    manager.connect()
    tasks, results = manager.get_queue("tasks"), manager.get_queue("results")
    while (task := tasks.get()) is not None:
        name, text = task
        try:
            results.put((name, map_document(text), None))
        except Exception as error:
            results.put((name, None, f"{type(error).__name__}: {error}"))


def word_count(documents, workers):
    named = dict(documents) if isinstance(documents, dict) else dict(enumerate(documents))
    key = secrets.token_bytes(16)
    manager = Manager(authkey=key)
    manager.start()
    tasks, results = manager.get_queue("tasks"), manager.get_queue("results")
    for item in [*named.items(), *[None] * workers]:
        tasks.put(item)
    crew = [
        multiprocessing.Process(target=work, args=(manager.address, bytearray(key)))
        for _ in range(workers)
    ]
    for worker in crew:
        worker.start()
    groups, failed = defaultdict(list), []
    for _ in named:
        name, pairs, problem = results.get()
        if problem:
            failed.append((name, problem))
        for word, count in pairs or ():
            groups[word].append(count)
    for worker in crew:
        worker.join()
    manager.shutdown()
    if failed:
        raise DocumentError("; ".join(f"{name!r} failed: {why}" for name, why in failed))
    return {word: reduce_counts(word, counts)[1] for word, counts in groups.items()}

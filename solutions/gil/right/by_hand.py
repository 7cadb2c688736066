"""`gil` by hand: workers that take tasks from a queue, threads or processes."""

import multiprocessing
import queue
import threading


def _work(func, tasks, answers):
    for index, item in iter(tasks.get, None):
        try:
            answers.put((index, func(item), None))
        except BaseException as error:
            answers.put((index, None, error))


def _map(make_worker, tasks, answers, func, items, workers):
    items = list(items)
    crew = [make_worker(target=_work, args=(func, tasks, answers)) for _ in range(workers)]
    for worker in crew:
        worker.start()
    for pair in enumerate(items):
        tasks.put(pair)
    for _ in crew:
        tasks.put(None)
    results, errors = {}, {}
    for _ in items:
        index, value, error = answers.get()
        results[index] = value
        if error is not None:
            errors[index] = error
    for worker in crew:
        worker.join()
    if errors:
        raise errors[min(errors)]
    return [results[index] for index in range(len(items))]


def map_io(func, items, workers):
    return _map(threading.Thread, queue.Queue(), queue.Queue(), func, items, workers)


def map_cpu(func, items, workers):
    context = multiprocessing.get_context("fork")
    tasks, answers = context.Queue(), context.SimpleQueue()
    try:
        return _map(context.Process, tasks, answers, func, items, workers)
    finally:
        tasks.close()
        tasks.join_thread()
        answers.close()

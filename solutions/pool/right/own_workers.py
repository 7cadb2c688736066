"""A pool made by hand: `workers` processes, one queue of tasks, one queue of results."""

import multiprocessing


def _work(func, tasks, results):
    for index, item in iter(tasks.get, None):
        try:
            results.put((index, func(item), None))
        except Exception as error:
            results.put((index, None, error))


def fan_out(func, items, workers):
    items = list(items)
    tasks, results = multiprocessing.SimpleQueue(), multiprocessing.SimpleQueue()
    processes = [
        multiprocessing.Process(target=_work, args=(func, tasks, results)) for _ in range(workers)
    ]
    for process in processes:
        process.start()
    for numbered in enumerate(items):
        tasks.put(numbered)
    for _ in processes:
        tasks.put(None)
    answers = sorted((results.get() for _ in items), key=lambda answer: answer[0])
    for process in processes:
        process.join()
    for _, _, error in answers:
        if error is not None:
            raise error
    return [value for _, value, _ in answers]

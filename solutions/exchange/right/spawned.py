"""`exchange` under spawn, with SimpleQueue back and writers that each announce their end."""

import multiprocessing

context = multiprocessing.get_context("spawn")


class Done:
    """Put by a writer that has put everything else."""


def write(queue, start, batch):
    for offset, item in enumerate(batch):
        queue.put((start + offset, item))
    queue.put(Done())


def read(queue, handle, results, writers_left):
    for received in iter(queue.get, None):
        if isinstance(received, Done):
            with writers_left.get_lock():
                writers_left.value -= 1
                last = writers_left.value == 0
            if last:
                results.put(None)
            continue
        place, item = received
        try:
            results.put((place, handle(item)))
        except Exception as error:
            results.put((place, error))


def exchange(batches, readers, handle):
    total = sum(len(batch) for batch in batches)
    if not batches:
        return []
    queue = context.Queue()
    results = context.SimpleQueue()
    left = context.Value("i", len(batches))
    everybody = [
        context.Process(target=read, args=(queue, handle, results, left)) for _ in range(readers)
    ]
    start = 0
    for batch in batches:
        everybody.append(context.Process(target=write, args=(queue, start, batch)))
        start += len(batch)
    for process in everybody:
        process.start()
    found, done = {}, False
    while len(found) < total or not done:
        answer = results.get()
        if answer is None:
            done = True
        else:
            found[answer[0]] = answer[1]
    for _ in range(readers):
        queue.put(None)
    for process in everybody:
        process.join()
    queue.close()
    queue.join_thread()
    results.close()
    return [found[place] for place in range(total)]

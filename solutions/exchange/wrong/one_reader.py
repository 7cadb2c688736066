"""Wrong: one reader, however many were asked for."""

from multiprocessing import Process, Queue


def write(items, first, batch):
    for place, item in enumerate(batch, first):
        items.put((place, item))


def read(items, results, handle):
    while (received := items.get()) is not None:
        place, item = received
        try:
            result = handle(item)
        except Exception as error:
            result = error
        results.put((place, result))


def exchange(batches, readers, handle):
    items, results = Queue(), Queue()
    reader = Process(target=read, args=(items, results, handle))
    writing, first = [], 0
    for batch in batches:
        writing.append(Process(target=write, args=(items, first, batch)))
        first += len(batch)
    for process in [reader, *writing]:
        process.start()
    for process in writing:
        process.join()
    items.put(None)
    collected = dict(results.get() for _ in range(first))
    reader.join()
    return [collected[place] for place in range(first)]

"""Wrong: joins the readers before it empties the queue of results."""

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


def begin(batches, readers, handle, read=read, write=write):
    items, results = Queue(), Queue()
    reading = [Process(target=read, args=(items, results, handle)) for _ in range(readers)]
    writing, first = [], 0
    for batch in batches:
        writing.append(Process(target=write, args=(items, first, batch)))
        first += len(batch)
    for process in reading + writing:
        process.start()
    return items, results, reading, writing, first


def exchange(batches, readers, handle):
    items, results, reading, writing, total = begin(batches, readers, handle)
    for process in writing:
        process.join()
    for _ in reading:
        items.put(None)
    for process in reading:
        process.join()
    collected = dict(results.get() for _ in range(total))
    return [collected[place] for place in range(total)]

"""Wrong: collects in a list that each process has its own copy of."""

from multiprocessing import Process, Queue


def write(items, first, batch):
    for place, item in enumerate(batch, first):
        items.put((place, item))


def exchange(batches, readers, handle):
    total = sum(map(len, batches))
    items = Queue()
    collected = [None] * total

    def read():
        while (received := items.get()) is not None:
            place, item = received
            try:
                collected[place] = handle(item)
            except Exception as error:
                collected[place] = error

    reading = [Process(target=read) for _ in range(readers)]
    writing, first = [], 0
    for batch in batches:
        writing.append(Process(target=write, args=(items, first, batch)))
        first += len(batch)
    for process in reading + writing:
        process.start()
    for process in writing:
        process.join()
    for _ in reading:
        items.put(None)
    for process in reading:
        process.join()
    return collected

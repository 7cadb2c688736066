"""Wrong: puts the items bare, so that an item None is taken for the end."""

from multiprocessing import Process, Queue



def write(items, batch):
    for item in batch:
        items.put(item)


def read(items, results, handle):
    while (item := items.get()) is not None:
        try:
            result = handle(item)
        except Exception as error:
            result = error
        results.put((item, result))


def exchange(batches, readers, handle):
    items, results = Queue(), Queue()
    reading = [Process(target=read, args=(items, results, handle)) for _ in range(readers)]
    writing = [Process(target=write, args=(items, batch)) for batch in batches]
    for process in reading + writing:
        process.start()
    for process in writing:
        process.join()
    for _ in reading:
        items.put(None)
    everything = [item for batch in batches for item in batch]
    collected = [results.get() for _ in range(sum(item is not None for item in everything))]
    for process in reading:
        process.join()
    for process in reading:
        process.close()
    ordered = []
    for item in everything:
        ordered.append(next((result for other, result in collected if other == item), None))
    return ordered

"""Wrong: the caller puts everything itself: there is no writer process."""

from multiprocessing import Process, Queue


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
    reading = [Process(target=read, args=(items, results, handle)) for _ in range(readers)]
    for process in reading:
        process.start()
    everything = [item for batch in batches for item in batch]
    for received in enumerate(everything):
        items.put(received)
    for _ in reading:
        items.put(None)
    collected = dict(results.get() for _ in everything)
    for process in reading:
        process.join()
    return [collected[place] for place in range(len(everything))]

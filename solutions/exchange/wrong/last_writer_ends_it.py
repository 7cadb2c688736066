"""Wrong: the writer of the last batch sends the end marks, though others still write."""

import queue
from multiprocessing import Process, Queue




def write(items, first, batch, last, readers):
    for place, item in enumerate(batch, first):
        items.put((place, item))
    if last:
        for _ in range(readers):
            items.put(None)


def read(items, results, handle):
    while (received := items.get()) is not None:
        place, item = received
        try:
            result = handle(item)
        except Exception as error:
            result = error
        results.put((place, result))
    results.put(None)


def exchange(batches, readers, handle):
    if not batches:
        return []
    items, results = Queue(), Queue()
    reading = [Process(target=read, args=(items, results, handle)) for _ in range(readers)]
    writing, first = [], 0
    for number, batch in enumerate(batches):
        last = number == len(batches) - 1
        writing.append(Process(target=write, args=(items, first, batch, last, readers)))
        first += len(batch)
    for process in reading + writing:
        process.start()
    collected, ended = {}, 0
    while ended < readers:
        answer = results.get()
        if answer is None:
            ended += 1
        else:
            collected[answer[0]] = answer[1]
    for process in reading:
        process.join()
    for process in writing:
        while process.is_alive():
            try:
                items.get(timeout=0.1)
            except queue.Empty:
                pass
        process.join()
    return [collected[place] for place in sorted(collected)]

"""Wrong: takes an empty queue for the end of the work."""

from multiprocessing import Process, Queue


def write(items, first, batch):
    for place, item in enumerate(batch, first):
        items.put((place, item))


def read(items, results, handle):
    while not items.empty():
        place, item = items.get()
        try:
            result = handle(item)
        except Exception as error:
            result = error
        results.put((place, result))
    results.put(None)

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
    collected, ended = {}, 0
    while ended < readers:
        answer = results.get()
        if answer is None:
            ended += 1
        else:
            collected[answer[0]] = answer[1]
    for process in writing:
        process.kill()
    for process in reading + writing:
        process.join()
    return [collected[place] for place in sorted(collected)]

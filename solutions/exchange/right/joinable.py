"""`exchange` with a JoinableQueue, a collecting thread and one sentinel that is passed on."""

import multiprocessing
import threading

STOP = "stop"


def _writer(queue, number, batch):
    for index, item in enumerate(batch):
        queue.put(("item", number, index, item))


def _reader(queue, answers, handle):
    while True:
        message = queue.get()
        if message[0] == STOP:
            queue.put(message)
            queue.task_done()
            break
        _, number, index, item = message
        try:
            value = handle(item)
        except Exception as error:
            value = error
        answers.put((number, index, value))
        queue.task_done()
    queue.close()
    queue.join_thread()


def exchange(batches, readers, handle):
    context = multiprocessing.get_context("fork")
    queue, answers = context.JoinableQueue(), context.Queue()
    results = [[None] * len(batch) for batch in batches]

    def collect():
        for _ in range(sum(map(len, batches))):
            number, index, value = answers.get()
            results[number][index] = value

    collector = threading.Thread(target=collect)
    workers = [
        context.Process(target=_reader, args=(queue, answers, handle)) for _ in range(readers)
    ]
    writers = [
        context.Process(target=_writer, args=(queue, number, batch))
        for number, batch in enumerate(batches)
    ]
    for process in workers + writers:
        process.start()
    collector.start()
    for writer in writers:
        writer.join()
    queue.put((STOP,))
    for process in workers:
        process.join()
    collector.join()
    queue.get()
    queue.close()
    answers.close()
    return [value for batch in results for value in batch]
